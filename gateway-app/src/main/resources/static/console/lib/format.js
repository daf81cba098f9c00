// Numbers, sizes and times as people read them.
const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** Three digits that matter: 512 B, 1.5 KiB, 20 GiB. */
export function bytes(count) {
  if (count === null || count === undefined || Number.isNaN(count)) return "–";
  let value = count;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < BINARY.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${digits(value)} ${BINARY[unit]}`;
}

function digits(value) {
  const places = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(places).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

/** An exact size as the gateway reads it: 100MiB, or bytes where no unit fits. */
export function exactBytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 1024 && value % 1024 === 0 && unit < BINARY.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return unit === 0 ? String(value) : `${value}${BINARY[unit]}`;
}

export const rate = (count) => (count === null || count === undefined ? "–" : `${bytes(count)}/s`);

/** Amounts a second, without a false precision. */
export function perSecond(count) {
  if (count === null || count === undefined || Number.isNaN(count)) return "–";
  if (count >= 100_000) return `${digits(count / 1000)} k`;
  return count > 0 && count < 10 ? digits(count) : whole.format(count);
}

export function number(count) {
  return count === null || count === undefined ? "–" : whole.format(count);
}

/** A short time: 85 µs, 1.2 ms, 3 s. */
export function latency(seconds) {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return "–";
  if (seconds === 0) return "0 ms";
  if (seconds < 0.001) return `${digits(seconds * 1e6)} µs`;
  if (seconds < 1) return `${digits(seconds * 1e3)} ms`;
  return `${digits(seconds)} s`;
}

export const percent = (part, all) => (all > 0 ? Math.round((100 * part) / all) : 0);

/** A moment in full, in the time of whoever looks. */
export const moment = (text) => (text ? clock.format(new Date(text)) : "–");

/** A moment by how long ago it is, or how far ahead. */
export function since(text, now = Date.now()) {
  const seconds = Math.round((new Date(text).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < MINUTE) return ago.format(seconds, "second");
  if (size < HOUR) return ago.format(Math.round(seconds / MINUTE), "minute");
  if (size < DAY) return ago.format(Math.round(seconds / HOUR), "hour");
  return ago.format(Math.round(seconds / DAY), "day");
}

/** Limits of a LUN or a grant in one line. */
export function limitsText(limits) {
  if (!limits) return "none";
  return [
    limits.readIops !== null && `${number(limits.readIops)} reads/s`,
    limits.writeIops !== null && `${number(limits.writeIops)} writes/s`,
    limits.readBytes !== null && `reads ${rate(limits.readBytes)}`,
    limits.writeBytes !== null && `writes ${rate(limits.writeBytes)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** How images are named: pool/name, with the namespace between if there is one. */
export function imageName(image) {
  return image.namespace
    ? `${image.pool}/${image.namespace}/${image.name}`
    : `${image.pool}/${image.name}`;
}

/** A name as the API writes it, in its parts. */
export function parseImage(text) {
  const [reference, snapshot] = text.split("@");
  const parts = reference.split("/");
  return {
    pool: parts[0],
    namespace: parts.length > 2 ? parts[1] : "",
    name: parts[parts.length - 1],
    snapshot,
  };
}
