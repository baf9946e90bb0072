// browser: reports in a real browser, looked at by axe-core.
//
//	node test/pages/browser.mjs AXE.js REPORT.html...
//
// Chromium is spoken to through a pipe, so this needs no package.  It has no
// network.  Each report is checked light and dark, in each of its languages, now
// wide and unfolded, now narrow; then a table is sorted, and it is printed.  One
// sentence a line: "true" or "false", then what must hold; why not, on stderr.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [axePath, ...reports] = process.argv.slice(2);
const axe = readFileSync(axePath, "utf8");
const home = mkdtempSync(join(tmpdir(), "beffroi-pages-"));
const chromium = spawn(process.env.CHROMIUM || "chromium", [
	"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
	"--disable-dev-shm-usage", "--remote-debugging-pipe",
	"--host-resolver-rules=MAP * ~NOTFOUND", `--user-data-dir=${home}`,
], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });

// The protocol: JSON objects, each with a NUL behind.
const waiting = new Map();
const heard = [];
let number = 0, rest = "";

chromium.stdio[4].on("data", (bytes) => {
	rest += bytes;
	for (let end; (end = rest.indexOf("\0")) >= 0; ) {
		const message = JSON.parse(rest.slice(0, end));

		rest = rest.slice(end + 1);
		if (message.id) {
			const { yes, no } = waiting.get(message.id);

			waiting.delete(message.id);
			if (message.error)
				no(new Error(message.error.message));
			else
				yes(message.result);
		} else {
			heard.push(message);
		}
	}
});
chromium.stdio[4].setEncoding("utf8");
chromium.on("exit", () => {
	for (const { no } of waiting.values())
		no(new Error("the browser ended"));
});

function ask(method, params = {}, sessionId = undefined) {
	return new Promise((yes, no) => {
		const id = ++number;

		waiting.set(id, { yes, no });
		chromium.stdio[3].write(
		    JSON.stringify({ id, method, params, sessionId }) + "\0");
	});
}

function holds(is, sentence, why = "") {
	console.log(`${Boolean(is)} ${sentence}`);
	if (!is && why)
		console.error(why);
}

class Page {
	static async open(url) {
		const page = new Page();
		const { targetId } = await ask("Target.createTarget",
		    { url: "about:blank" });

		page.target = targetId;
		({ sessionId: page.session } = await ask(
		    "Target.attachToTarget", { targetId, flatten: true }));
		for (const part of ["Page", "Runtime", "Log", "Network"])
			await page.ask(`${part}.enable`);
		heard.length = 0;
		await page.ask("Page.navigate", { url });
		while (!heard.some((m) => m.method === "Page.loadEventFired"))
			await new Promise((on) => setTimeout(on, 20));
		return page;
	}
	ask(method, params) {
		return ask(method, params, this.session);
	}
	async run(expression) {
		const { result, exceptionDetails } = await this.ask(
		    "Runtime.evaluate",
		    { expression, awaitPromise: true, returnByValue: true });

		if (exceptionDetails)
			throw new Error(exceptionDetails.exception
			    ?.description ?? exceptionDetails.text);
		return result.value;
	}
	look(scheme, media, width) {
		return Promise.all([
			this.ask("Emulation.setEmulatedMedia", { media,
				features: [{ name: "prefers-color-scheme",
					value: scheme }] }),
			this.ask("Emulation.setDeviceMetricsOverride",
			    { width, height: 900, deviceScaleFactor: 1,
				mobile: false }),
		]);
	}
	close() {
		return ask("Target.closeTarget", { targetId: this.target });
	}
}

// What axe finds: rule, how often, the first place.
const LOOK = `axe.run(document, { resultTypes: ["violations"] }).then(
    (found) => found.violations.map((v) => v.id + " (" + v.impact + "), " +
	v.nodes.length + " times: " + v.help + "\\n\\t" +
	v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200) + "\\n\\t" +
	    (n.any[0] || n.all[0] || n.none[0] || { message: "" }).message)
	    .join("\\n\\t")))`;

// Rows of one table are made alike; axe takes minutes for thousands of them.
const SHORTEN = `document.querySelectorAll("tbody").forEach((body) =>
	Array.from(body.rows).slice(30).forEach((row) => row.remove()))`;

// Click the head of the first column of numbers: it must come in order.
const SORT = `(() => {
	const table = document.querySelector("table.figures");
	if (!table) return true;
	const head = table.tHead.rows[0].cells[2];
	const values = () => Array.from(table.tBodies[0].rows,
	    (row) => Number(row.cells[2].dataset.v));
	const up = (list) => list.every((v, i) => i === 0 || v >= list[i - 1]);
	const button = head.querySelector("button");
	button.click();
	if (head.getAttribute("aria-sort") !== "ascending" || !up(values()))
		return false;
	button.click();
	return head.getAttribute("aria-sort") === "descending" &&
	    up(values().reverse());
})()`;

async function check(path) {
	const name = `${basename(dirname(resolve(path)))}/${basename(path)}`;
	const page = await Page.open(pathToFileURL(resolve(path)).href);
	const langs = await page.run(
	    `Array.from(document.querySelectorAll("input.lang"), (i) => i.id)`);

	await page.run(axe);
	await page.run(SHORTEN);
	for (const [s, scheme] of ["light", "dark"].entries()) {
		for (const [l, lang] of langs.entries()) {
			const width = (s + l) % 2 === 0 ? 1280 : 400;
			const open = s === l;
			const how = `${scheme}, ${lang}, ${width} wide, ` +
			    (open ? "unfolded" : "folded");

			await page.look(scheme, "screen", width);
			await page.run(
			    `document.getElementById("${lang}").click()`);
			await page.run(`document.querySelectorAll("details")
			    .forEach((d) => { d.open = ${open}; })`);
			const found = await page.run(LOOK);
			holds(found.length === 0,
			    `${name}: axe finds nothing, ${how}`,
			    found.join("\n"));
			holds(await page.run(`document.documentElement
			    .scrollWidth <= ${width}`),
			`${name}: nothing sticks out, ${how}`);
		}
	}
	holds(await page.run(`document.documentElement.lang`) ===
	    langs.at(-1).replace("lang-", ""),
	`${name}: the page says which language it is in`);
	holds(await page.run(SORT), `${name}: a table sorts by a column`);
	await page.run(`document.querySelectorAll("details")
	    .forEach((d) => { d.open = false; })`);
	await page.look("light", "", 1280);
	const { data } = await page.ask("Page.printToPDF",
	    { preferCSSPageSize: true });
	// 210 x 297 mm in points, to the whole point
	holds(/MediaBox ?\[0 0 59[45][.0-9]* 84[12][.0-9]*\]/.test(
	    Buffer.from(data, "base64").toString("latin1")),
	`${name}: it prints on A4`);
	if (process.env.PAGES_KEEP)
		writeFileSync(join(process.env.PAGES_KEEP,
		    `${name.replace("/", "-")}.pdf`),
		Buffer.from(data, "base64"));
	await page.run(`document.documentElement.removeAttribute("lang")`);
	holds((await page.run(LOOK)).length > 0,
	    `${name}: axe does find a page without a language`);
	const outside = heard.filter((m) =>
		m.method === "Network.requestWillBeSent" &&
		!/^(file|data):/.test(m.params.request.url));
	const faults = heard.filter((m) => m.method === "Log.entryAdded" ||
	    m.method === "Runtime.exceptionThrown");
	holds(outside.length === 0, `${name}: it asks nobody for anything`,
	    outside.map((m) => m.params.request.url).join("\n"));
	holds(faults.length === 0, `${name}: the browser has no fault to tell`,
	    faults.map((m) => JSON.stringify(m.params)).join("\n"));
	await page.close();
}

let code = 0;
try {
	for (const report of reports)
		await check(report);
} catch (error) {
	console.error(error.stack);
	console.log("false the reports could be looked at");
	code = 1;
}
chromium.kill();
await new Promise((on) => { chromium.exitCode === null ?
    chromium.on("exit", on) : on(); });
rmSync(home, { recursive: true, force: true, maxRetries: 5 });
process.exit(code);
