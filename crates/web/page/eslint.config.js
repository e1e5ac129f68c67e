// Lint rules of the page: what TypeScript does not see.
const browser = ["window", "document", "location", "history", "localStorage", "fetch", "EventSource",
  "matchMedia", "navigator", "requestAnimationFrame", "cancelAnimationFrame", "setTimeout", "clearTimeout",
  "setInterval", "clearInterval", "AbortController", "URL", "URLSearchParams", "Blob", "File", "Node",
  "HTMLElement", "HTMLInputElement", "Element", "SVGElement", "KeyboardEvent", "performance", "console",
  "queueMicrotask", "structuredClone", "DOMException", "Event", "getComputedStyle", "ResizeObserver",
  "FormData", "process", "CSS"];

export default [
  { ignores: ["node_modules/", "tests/browser/out/"] },
  {
    files: ["**/*.js"],
    languageOptions: {
      ecmaVersion: 2023,
      sourceType: "module",
      globals: Object.fromEntries(browser.map((name) => [name, "readonly"])),
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-undef": "error",
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-shadow": "error",
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "max-lines": ["error", 400],
      "max-depth": ["error", 4],
      complexity: ["error", 20],
      "no-console": "error",
      "no-restricted-properties": ["error",
        { property: "innerHTML", message: "build elements with h()" },
        { property: "outerHTML", message: "build elements with h()" }],
    },
  },
  { files: ["app/js/**/*.js"], rules: { "no-restricted-globals": ["error", "process"] } },
];
