// A module with as many keys and records as a test wants, such as services have.
import { makeModule } from "./lsp.mjs";

const services = ["chat", "search", "billing", "voice", "mail", "review", "ranking", "support", "upload", "catalog"];
const things = [
  "Turn", "Query", "Invoice", "Call", "Message", "Draft", "Result", "Ticket", "File", "Product", "Session", "Prompt",
  "Summary", "Refund", "Segment", "Thread", "Comment", "Feature", "Case", "Import", "Offer", "Agent", "Lookup", "Payment",
];
const kinds = ["", "First", "Batch", "Trial", "Partner", "Retry"];

// templates are the fields of a record about a thing; a key for each, and two for the
// object.
const templates = [
  (t, w) => [`// ${t}ID identifies the ${w} in the service that made it.`, `${t}ID string`, "metadata,maxbytes=64,pattern=^[a-z]{2\\\\}_\\\\d+$".replace("\\\\}", "}")],
  (t, w) => [`// ${t}Status is how far the ${w} has got.`, `${t}Status Status`, "metadata"],
  (t, w) => [`// ${t}Latency is the time from the request to the first word of the ${w}, as the\n\t// user sees it. It does not include the time that the client needs to draw.`, `${t}Latency time.Duration`, `metrics,key=${snake(t)}_latency_ms,unit=ms,minimum=0`],
  (t, w) => [`// ${t}Score says how well the ${w} fits what was asked.`, `${t}Score float64`, "metrics,minimum=0,maximum=1"],
  (t, w) => [`// ${t}Cost is what the model's provider charges for the ${w}.`, `${t}Cost float64`, "metrics,unit=usd,minimum=0"],
  (t, w) => [`// ${t}Email is the address of whoever asked for the ${w}.`, `${t}Email hh.Hashed`, "user_properties"],
  (t, w) => [`// ${t}Owner is the name of the person who owns the ${w}, for the people who call back.`, `${t}OwnerName string`, "user_properties,maxbytes=64,pii=name"],
  (t, w) => [`// ${t}Question is what the user asked, cut at half a kilobyte.`, `${t}Question string`, "inputs,maxbytes=512"],
  (t, w) => [`// ${t}Sources are the documents that the ${w} was made from.`, `${t}Sources []string`, "outputs,maxitems=8,maxbytes=128"],
  (t, w) => [`// ${t}Rating is the number of stars that the user gave.`, `${t}Rating *int`, "feedback,minimum=1,maximum=5"],
  (t, w) => [`// ${t}Model is the model that made the ${w}.`, `${t}Model Model`, "config"],
  (t, w) => [`// ${t}Origin is the page on which the ${w} began.`, `${t}Origin string`, `metadata,maxbytes=128,deprecated='use ${snake(t)}_channel, which has fewer values'`],
  (t, w) => [`// ${t}Channel is where the ${w} came from.`, `${t}Channel hh.Text`, `metadata,maxbytes=32,moved-from='${snake(t)}_via until 2027-03-31'`],
];

const snake = (name) => name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();

const shared = `// Package dictionary declares the keys that all services share.
package dictionary

// Plan is a billing plan.
type Plan string

// The plans.
const (
	PlanFree    Plan = "free"    // no payment, and a limit of 20 questions a day
	PlanTeam    Plan = "team"    // paid for each seat
	PlanPremium Plan = "premium" // paid by contract, with support
)

// Caller is who asks.
type Caller struct {
	// UserID identifies the user in all services.
	UserID string \`hh:"user_properties,maxbytes=64,baggage"\`
	// Plan is the user's billing plan when the question was asked.
	Plan Plan \`hh:"user_properties"\`
}
`;

// catalogueModule makes a module in a folder, of at least two keys.
export function catalogueModule(dir, { keys, records = 0 }) {
  const packages = new Map();
  let left = keys - 2; // of the dictionary
  let made = 1;
  for (let n = 0; left > 0 || made < records; n++) {
    const thing = kinds[Math.floor(n / things.length) % kinds.length] + things[n % things.length];
    const round = Math.floor(n / things.length / kinds.length);
    const name = thing + (round > 0 ? "Of" + String.fromCharCode(65 + round % 26) + (round >= 26 ? "x" : "") : "");
    const fields = [];
    for (const template of templates) {
      const needs = template === templates[10] ? 2 : 1;
      if (left < needs) continue;
      left -= needs;
      const [doc, field, tag] = template(name, snake(name).replaceAll("_", " "));
      fields.push(`\t${doc}\n\t${field} \`hh:"${tag}"\``);
    }
    const service = services[n % services.length];
    const text = `// ${name} is what the service records of one ${snake(name).replaceAll("_", " ")}.\ntype ${name} struct {\n\tdictionary.Caller\n\n${fields.join("\n")}\n}\n`;
    packages.set(service, [...packages.get(service) ?? [], text]);
    made++;
  }
  const files = { "dictionary/dictionary.go": shared, "hhgen.yaml": "owner:\n  ./dictionary: \"@acme/platform\"\n" };
  let owners = "";
  for (const [service, texts] of packages) {
    files[`${service}/${service}.go`] = `// Package ${service} declares what the ${service} service records.
package ${service}

import (
	"time"

	hh "github.com/hhgen/hhgen/runtime"

	"example.com/app/dictionary"
)

var (
	_ time.Duration
	_ hh.Text
)

// Status is how far something has got.
type Status string

// The statuses.
const (
	StatusQueued  Status = "queued"  // nobody has begun
	StatusRunning Status = "running" // the model is at work
	StatusDone    Status = "done"    // the user has seen it
	StatusFailed  Status = "failed"  // the user has seen an error
)

// Model is a model and its settings.
type Model struct {
	// Name is the name of the model, as its provider has it.
	Name string \`hh:",maxbytes=64"\`
	// Temperature is how free the model is.
	Temperature float64 \`hh:",minimum=0,maximum=2"\`
}

${texts.join("\n")}`;
    owners += `/${service}/ @acme/${service}\n`;
  }
  files[".github/CODEOWNERS"] = owners;
  makeModule(dir, files);
}
