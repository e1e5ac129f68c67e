// Pictures of a running server for people to look at:
//
//     node tests/pictures.js http://127.0.0.1:8321/ FOLDER NAME=PLACE ...
//
// PLACE is what stands after `#/` in the address; `dark:` before it chooses the dark theme, `phone:` a phone.

import { mkdirSync } from "node:fs";
import path from "node:path";
import { PHONE, openPage } from "./browser/kit/browser.js";

const SIZE = { width: 1280, height: 800 };

const [url, folder, ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const text of wanted) {
  const [, name, how, place] = /^([^=]+)=((?:dark:|phone:)*)(.*)$/.exec(text) ?? [];
  if (!name) throw new Error(`${text}: expected NAME=PLACE`);
  const tab = await openPage(url, {
    viewport: how.includes("phone") ? PHONE : SIZE,
    dark: how.includes("dark"),
  });
  await tab.go(place);
  await tab.page.screenshot({ path: path.join(folder, `${name}.png`) });
  await tab.close();
}
