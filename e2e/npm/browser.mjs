// A real browser, and pages in it on which nothing may go wrong.
import assert from "node:assert/strict";
import { accessSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const executablePath = places.find((path) => {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
});

// absent says why there is no browser; false if there is one.
export const absent = executablePath ? false : "there is no Chromium: install it, or set CHROMIUM to its path";

// launch starts a browser that ends with a test.
export async function launch(t) {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] }); // it shows no pages of others
  t.after(() => browser.close());
  return browser;
}

// open opens an address in a page of its own, which fails the test if a script fails, or
// if something is requested from anywhere but the origin of the page.
export async function open(t, browser, address, { width = 1280, height = 860, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push("error: " + error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(message.text());
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(address).origin || address.startsWith("file:") && request.resourceType() !== "document") {
      wrong.push("request of " + request.url());
    }
  });
  page.on("dialog", (dialog) => {
    wrong.push("dialog: " + dialog.message());
    void dialog.dismiss();
  });
  t.after(() => assert.deepEqual(wrong, []));
  await page.goto(address);
  return page;
}

// accessible fails if axe finds something on a page.
export async function accessible(page, what) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).slice(0, 3).join(" ")}`), [], what);
}

// fits fails if a page is wider than its window.
export async function fits(page, what) {
  const [whole, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(whole <= window, `${what}: the page is ${whole} pixels wide, the window ${window}`);
}
