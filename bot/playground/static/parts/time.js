// Times of messages, in the reader's own zone.

const CLOCK = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat([], { weekday: "long", day: "numeric", month: "long" });

/** When a message was written. */
export function dateOf(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

/** As hours and minutes. */
export function clock(ts) {
  return CLOCK.format(dateOf(ts));
}

/** Today, Yesterday, or the day. */
export function day(ts) {
  const date = dateOf(ts);
  const ago = Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
  return ["Today", "Yesterday"][ago] ?? DAY.format(date);
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
