import { h } from "../../core/h.js";
export function createPage() { return { element: h("div.page", "spots"), show() {} }; }
