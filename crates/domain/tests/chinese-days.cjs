// Counts working days with the npm package chinese-days, as a stranger to our clocks.
// Called with the package's folder; reads histories as JSON, writes its calendar and what it counts.
const days = require(process.argv[2]);
const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));

const DAY = 86400000;
const text = (time) => new Date(time).toISOString().slice(0, 10);
const time = (day) => Date.parse(day + "T00:00:00Z");

const calendar = { off: [], work: [] };
for (let at = time(asked.from); at <= time(asked.until); at += DAY) {
  const day = text(at);
  const weekend = [0, 6].includes(new Date(at).getUTCDay());
  if (!weekend && !days.isWorkday(day)) calendar.off.push(day);
  if (weekend && days.isWorkday(day)) calendar.work.push(day);
}

// Day by day: a working day counts unless it lies in a pause, of which the first day is not part.
const counts = (history, at) =>
  days.isWorkday(text(at)) && !history.pauses.some(([from, to]) => time(from) < at && at <= time(to));

const answer = (history) => {
  let used = 0;
  for (let at = time(history.start) + DAY; at <= time(history.today); at += DAY) {
    used += counts(history, at) ? 1 : 0;
  }
  const end = (limit) => {
    let at = time(history.start);
    for (let left = limit; left > 0; ) {
      at += DAY;
      left -= counts(history, at) ? 1 : 0;
    }
    // Nothing is over before the next day that counts.
    let last = at;
    for (let next = at + DAY; !counts(history, next); next += DAY) {
      if (days.isWorkday(text(next))) last = next;
    }
    return text(last);
  };
  return { used, due: end(history.promised), statutory_due: end(history.statutory) };
};

process.stdout.write(JSON.stringify({ calendar, answers: asked.histories.map(answer) }));
