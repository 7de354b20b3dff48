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

// The last day of a pause as it was announced: that of so many working days behind its first one.
const announced = (from, length) => {
  let at = time(from);
  for (let left = length; left > 0; ) {
    at += DAY;
    left -= days.isWorkday(text(at)) ? 1 : 0;
  }
  return at;
};

// Days on which a clock stands, each stop without its first: what lasts longer than was announced stops nothing.
const stops = (history) =>
  history.pauses.map(([from, to, length]) => [time(from), Math.min(time(to), announced(from, length))]);

// Day by day: a working day counts unless it lies in a stop.
const counts = (stood, at) => days.isWorkday(text(at)) && !stood.some(([from, to]) => from < at && at <= to);

const answer = (history) => {
  const stood = stops(history);
  let used = 0;
  for (let at = time(history.start) + DAY; at <= time(history.today); at += DAY) {
    used += counts(stood, at) ? 1 : 0;
  }
  const end = (limit) => {
    let at = time(history.start);
    for (let left = limit; left > 0; ) {
      at += DAY;
      left -= counts(stood, at) ? 1 : 0;
    }
    // Nothing is over before the next day that counts.
    let last = at;
    for (let next = at + DAY; !counts(stood, next); next += DAY) {
      if (days.isWorkday(text(next))) last = next;
    }
    return text(last);
  };
  return { used, due: end(history.promised), statutory_due: end(history.statutory) };
};

process.stdout.write(JSON.stringify({ calendar, answers: asked.histories.map(answer) }));
