// The page of hhgen docs, in a browser.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { absent, accessible, fits, launch, open } from "./browser.mjs";
import { catalogueModule } from "./catalogue-module.mjs";
import { folder, hhgen, makeModule } from "./lsp.mjs";

// made has the pages of modules with 10, 100 and 1,000 keys, the last one with as many
// records.
function made(dir, command) {
  return Object.fromEntries([10, 100, 1000].map((keys) => {
    const module = join(dir, String(keys));
    catalogueModule(module, { keys, records: keys === 1000 ? 1000 : 0 });
    execFileSync(command, ["docs", "--link", "https://example.com/{file}#L{line}", "./..."], { cwd: module });
    return [keys, pathToFileURL(join(module, "catalogue.html")).href];
  }));
}

const listed = (page) => page.locator(".entry:visible").count();
const state = (page) => new URL(page.url()).hash;
const becomes = (page, hash) => page.waitForURL((url) => url.hash === hash); // that an entry is open is noted a moment later

test("the page of all keys", { skip: absent }, async (t) => {
  const dir = folder(t);
  const command = hhgen(dir);
  const pages = made(dir, command);
  const browser = await launch(t);

  await t.test("search and filters", async (t) => {
    const page = await open(t, browser, pages[100]);
    assert.equal(await listed(page), 100);

    // By a key, by words of a meaning, by a value of an enum, by a former key, by a Go type.
    for (const [words, key] of [
      ["turn_channel", "metadata.turn_channel"], ["stars GAVE invoice", "feedback.invoice_rating"],
      ["limit of 20 questions", "user_properties.plan"], ["call_via", "metadata.call_channel"], ["ranking.Status", "metadata.result_status"],
    ]) {
      await page.fill("#search", words);
      assert.ok(await page.locator(`[id="key=${key}"]`).isVisible(), words);
      assert.ok(await listed(page) < 15, words);
    }
    await page.fill("#search", "nothing has these words");
    assert.equal(await listed(page), 0);
    assert.ok(await page.locator("#none").isVisible());
    await page.click("#reset");
    assert.equal(await listed(page), 100);
    assert.equal(state(page), "");

    // Filters, alone and together, with counts.
    const filter = (name, value) => page.selectOption("#" + name, value);
    await filter("namespace", "metrics");
    assert.equal(await listed(page), await page.locator('[data-namespace="metrics"].key').count());
    assert.deepEqual(await page.locator("h2:visible").allTextContents(), ["metrics 21"]);
    await filter("owner", "@acme/chat");
    assert.equal(await listed(page), 3);
    assert.equal(await page.textContent("#count"), "3 of 100 keys");
    assert.equal(state(page), "#namespace=metrics&owner=@acme/chat");
    await page.click("#clear");
    for (const [name, value, few] of [
      ["package", "example.com/app/billing", 16], ["in", "example.com/app/billing.Invoice", 16], ["kind", "list", 7], ["kind", "enum", 8],
      ["privacy", "hashed", 7], ["privacy", "readable", 7], ["privacy", "any", 14], ["privacy", "none", 86], ["status", "deprecated", 7],
    ]) {
      await filter(name, value);
      assert.equal(await listed(page), few, name + "=" + value);
      await filter(name, "");
    }

    // Back goes through what was asked for, a search being one step.
    await filter("kind", "list");
    await page.locator("#search").pressSequentially("call");
    assert.equal(state(page), "#q=call&kind=list");
    await page.goBack();
    assert.equal(state(page), "#kind=list");
    assert.equal(await page.inputValue("#search"), "");
    await page.goForward();
    assert.equal(await listed(page), 1);
  });

  await t.test("addresses", async (t) => {
    const page = await open(t, browser, pages[100] + "#key=metadata.result_status");
    const entry = page.locator('[id="key=metadata.result_status"]');
    assert.ok(await entry.locator("table").isVisible());
    assert.deepEqual(await entry.locator("tbody tr").first().locator("td").allTextContents(), ["queued", "nobody has begun"]);
    assert.equal(await entry.locator(".facts a").getAttribute("href"), "https://example.com/ranking/ranking.go#L43");
    const summary = await entry.locator("summary").first().evaluate((e) => [e === document.activeElement, e.getBoundingClientRect().top < innerHeight]);
    assert.deepEqual(summary, [true, true], "it has the focus, and can be seen");

    // From a key to its record, from there to a key, and back.
    await entry.getByRole("link", { name: "ranking.Result", exact: true }).click();
    assert.equal(state(page), "#record=example.com/app/ranking.Result");
    assert.ok(await page.locator('[id="record=example.com/app/ranking.Result"] .keys').isVisible());
    await page.locator('[id="record=example.com/app/ranking.Result"] .keys').getByText("metrics.result_score").click();
    assert.ok(await page.locator('[id="key=metrics.result_score"] .facts').isVisible());
    await page.goBack();
    assert.ok(await page.locator('[id="record=example.com/app/ranking.Result"] .keys').isVisible());

    // A filter and a search in an address; what does not exist shows that nothing matches.
    await page.goto(pages[100] + "#q=score&owner=@acme/billing");
    assert.equal(await listed(page), 1);
    assert.equal(await page.inputValue("#owner"), "@acme/billing");
    await page.goto(pages[100] + "#kind=none%22%3E%3Cscript%3E&key=no.such.key&unknown=1");
    assert.equal(await listed(page), 0);
    assert.ok(await page.locator("#none").isVisible());
    await page.goto(pages[100] + "#view=records&q=invoice");
    assert.equal(await listed(page), 1);
  });

  await t.test("keyboard", async (t) => {
    const page = await open(t, browser, pages[100]);
    const focused = () => page.evaluate(() => document.activeElement.closest(".entry")?.id ?? document.activeElement.id);
    await page.keyboard.press("/");
    assert.equal(await focused(), "search");
    await page.keyboard.type("turn_s");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), "key=metadata.turn_status");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), "key=metrics.turn_score");
    await page.keyboard.press("Enter");
    await becomes(page, "#q=turn_s&key=metrics.turn_score");
    await page.keyboard.press("Escape");
    await becomes(page, "#q=turn_s");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await focused(), "search");
    await page.keyboard.press("Escape");
    assert.equal(await listed(page), 100);

    // The link that leads over the filters leaves the search as it is.
    await page.fill("#search", "call");
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "main");
    assert.equal(state(page), "#q=call");
  });

  await t.test("theme", async (t) => {
    const page = await open(t, browser, pages[10], { colorScheme: "light" });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(await background(), "rgb(255, 255, 255)");
    await page.click("#theme");
    const dark = await background();
    assert.notEqual(dark, "rgb(255, 255, 255)");
    await page.reload();
    assert.equal(await background(), dark);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.click("#theme");
    assert.equal(await background(), "rgb(255, 255, 255)");
  });

  for (const keys of [10, 100, 1000]) {
    for (const width of [1280, 390]) {
      await t.test(`${keys} keys on ${width} pixels`, async (t) => {
        const page = await open(t, browser, pages[keys], { width });
        const key = await page.locator(".key").first().getAttribute("data-path");
        for (const hash of ["", "#view=records", "#key=user_properties.plan", "#key=" + key]) {
          await page.goto(pages[keys] + hash);
          await fits(page, hash);
        }
        if (keys > 10) return; // axe takes long, and would see more of the same
        if (width < 1000) await page.locator("#fold > summary").click();
        for (const colorScheme of width < 1000 ? ["dark"] : ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          await page.goto(pages[keys] + "#key=user_properties.plan");
          await accessible(page, `${colorScheme}, keys`);
          await page.goto(pages[keys] + "#record=example.com/app/chat.Turn");
          await accessible(page, `${colorScheme}, records`);
        }
      });
    }
  }

  await t.test("1,000 keys and 1,000 records", async (t) => {
    const page = await open(t, browser, pages[1000]);
    assert.equal(await page.locator(".key").count(), 1000);
    assert.equal(await page.locator(".record").count(), 1000);
    await page.fill("#search", "latency");
    assert.equal(await page.textContent("#count"), `${await listed(page)} of 1000 keys`);
    await page.goto(pages[1000] + "#key=user_properties.user_id");
    const entry = page.locator('[id="key=user_properties.user_id"]');
    assert.ok(await entry.locator("li a").first().isVisible());
    assert.equal(await entry.locator("li a:visible").count(), 12);
    await entry.getByText("988 more").click();
    assert.ok(await entry.locator("li a:visible").count() > 12);
  });

  await t.test("without scripts", async (t) => {
    const page = await open(t, browser, pages[10], { javaScriptEnabled: false });
    assert.equal(await listed(page), 10 + 2);
    assert.equal(await page.locator("form:visible, input:visible").count(), 0);
    await page.locator(".key summary").first().click();
    assert.ok(await page.locator(".key .facts").first().isVisible());
  });

  await t.test("print", async (t) => {
    const page = await open(t, browser, pages[10]);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("#search:visible, #filters:visible, #theme:visible").count(), 0);
    assert.ok(await page.locator(".key .facts").first().isVisible(), "closed entries are printed with what is in them");
    assert.ok((await page.pdf({ format: "A4" })).length > 10_000);
  });

  // Text of a schema is text, whatever it looks like.
  await t.test("hostile schemas", async (t) => {
    const module = join(dir, "hostile");
    const text = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u202egnirts " + "Donaudampfschifffahrt".repeat(30);
    const property = { type: "string", description: text, pattern: "^<b>&lt;.*$", deprecated: true, examples: [text] };
    const document = { title: "Turn", description: text, type: "object", properties: { metadata: { type: "object", properties: {
      feature: property, plan: { description: "plan", enum: ["<b>", text, ""] },
    } } } };
    makeModule(module, { "turn/turn.schema.json": JSON.stringify(document), "hhgen.yaml": `owner: ${JSON.stringify(text)}\n` });
    execFileSync(command, ["docs", "--title", text, "turn/turn.schema.json"], { cwd: module });
    for (const width of [1280, 390]) {
      const page = await open(t, browser, pathToFileURL(join(module, "catalogue.html")).href + "#key=metadata.feature", { width });
      await fits(page, "an open key");
      assert.equal(await page.locator("img").count(), 0);
      assert.match(await page.locator(".key .meaning").first().textContent(), /^<\/script><script>alert\(1\)<\/script><img src=x onerror=alert\(2\)> \\u202egnirts Donau/);
      await page.fill("#search", "<img");
      assert.equal(await listed(page), 2);
    }
  });

  await t.test("--serve follows edits", async (t) => {
    const module = join(dir, "10");
    const server = spawn(command, ["docs", "--serve", "./..."], { cwd: module, stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => server.on("exit", resolve));
    t.after(() => server.kill("SIGKILL"));
    const [address] = await new Promise((resolve) => createInterface(server.stdout).on("line", (line) => resolve([line])));
    const page = await open(t, browser, address + "#key=user_properties.plan&kind=enum");
    const entry = page.locator('[id="key=user_properties.plan"]');
    await entry.getByText("paid for each seat").waitFor();

    // An edit is shown, at the same place.
    const file = join(module, "dictionary/dictionary.go");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, before.replace("paid for each seat", "paid for ten seats"));
    await entry.getByText("paid for ten seats").waitFor();
    assert.equal(state(page), "#kind=enum&key=user_properties.plan");

    // A mistake is shown above the page as it was, and goes when it is corrected.
    writeFileSync(file, before.replace("user_properties,maxbytes=64", "user_propertes,maxbytes=64"));
    const findings = page.locator("#findings");
    await findings.waitFor();
    assert.match(await findings.textContent(), /dictionary\/dictionary\.go:17:\d+: error: .*did you mean "user_properties"\? \(TAG_NAMESPACE\)/);
    assert.ok(await entry.getByText("paid for ten seats").isVisible());
    await accessible(page, "findings");
    await fits(page, "findings");
    writeFileSync(file, before);
    await entry.getByText("paid for each seat").waitFor();
    assert.equal(await findings.count(), 0);

    server.kill("SIGTERM");
    assert.equal(await ended, 0);
    await findings.getByText("The server has ended").waitFor();
  });
});
