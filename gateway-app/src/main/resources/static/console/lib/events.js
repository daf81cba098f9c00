// Server-sent events by fetch, since EventSource cannot send a token. One stream for the whole page.
import { request } from "./api.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;

/** Topic that means everything: events were missed, or may have been. */
const RELOAD = "reload";

const listeners = new Set();
let stop = null;
let lastId = null;
let state = "closed";

/** Calls back for events of some topics, and when anything may have changed. Returns how to end it. */
export function onEvents(topics, callback) {
  const listener = { topics: new Set([...topics, RELOAD]), callback };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** "live", "lost" or "closed". */
export function streamState() {
  return state;
}

function tell(topic, data) {
  for (const listener of [...listeners]) {
    if (listener.topics.has(topic)) listener.callback(data, topic);
  }
}

function become(next) {
  if (next === state) return;
  state = next;
  tell("stream", next);
}

/** Opens the stream, and again whenever it ends, until closeEvents. */
export function openEvents() {
  if (stop) return;
  const control = new AbortController();
  stop = control;
  follow(control.signal);
}

export function closeEvents() {
  stop?.abort();
  stop = null;
  lastId = null;
  become("closed");
}

async function follow(signal) {
  let pause = FIRST_PAUSE;
  let wasLost = false;
  while (!signal.aborted) {
    try {
      const headers = lastId ? { "Last-Event-ID": lastId } : {};
      const response = await request("GET", "/events", { headers, signal });
      become("live");
      pause = FIRST_PAUSE;
      if (wasLost && !lastId) tell(RELOAD, {});
      wasLost = false;
      await read(response.body.getReader());
    } catch (failure) {
      if (signal.aborted) return;
      if (failure.status === 401) return;
      wasLost = true;
      become("lost");
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

async function read(reader) {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    let end;
    while ((end = text.indexOf("\n\n")) >= 0) {
      dispatch(text.slice(0, end));
      text = text.slice(end + 2);
    }
  }
}

function dispatch(block) {
  let topic = null;
  let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("id: ")) lastId = line.slice(4);
    else if (line.startsWith("event: ")) topic = line.slice(7);
    else if (line.startsWith("data: ")) data += line.slice(6);
  }
  if (topic !== null) tell(topic, JSON.parse(data || "{}"));
}
