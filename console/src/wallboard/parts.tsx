/** The wall's parts. */
import { Chart } from "../charts/Chart";
import { columns } from "../charts/options";
import { WALL } from "../charts/palette";
import type { Wallboard } from "../api/types";
import { shown } from "../figures/format";
import { clockTime, duration } from "../format";
import { zh } from "../strings";

const words = zh.figures.wall;
const whole = (count: number) => count.toLocaleString("zh-CN");
const share = (value: number | null) => (value === null ? "—" : shown(value, "percent").replace(/\.\d+/, (tail) => tail.slice(0, 2)));
/** GB/T 33358-2016: 95 % of the calls of any 24 hours. */
const ENOUGH_ANSWERED = 0.95;

export function Numbers({ today }: { today: Wallboard["today"] }) {
  const numbers: [string, number, string?][] = [
    [words.received, today.received],
    [words.dispatched, today.dispatched],
    [words.closed, today.closed],
    [words.open_orders, today.open],
    [words.urgent, today.urgent, today.urgent > 0 ? "warn" : ""],
    [words.overdue, today.overdue, today.overdue > 0 ? "bad" : ""],
  ];
  return (
    <section className="wall-numbers">
      {numbers.map(([name, value, sense]) => (
        <div key={name} className={sense} data-number={name}>
          <span>{name}</span>
          <strong className="number">{whole(value)}</strong>
        </div>
      ))}
    </section>
  );
}

export function Queue({ board }: { board: Wallboard }) {
  const rates: [string, number | null][] = [
    [`15秒·${words.rate15Now}`, board.rate_15s_now],
    [`15秒·${words.rate15Day}`, board.rate_15s_24h],
    [words.answered24, board.answered_24h],
  ];
  return (
    <section className="wall-queue">
      <div className="wall-pair">
        <div className={board.queue_length > 0 ? "warn" : ""}>
          <span>{words.queue}</span>
          <strong className="number">{words.people(board.queue_length)}</strong>
        </div>
        <div className={board.longest_wait_s > 15 ? "bad" : ""}>
          <span>{words.longest}</span>
          <strong className="number">{duration(board.longest_wait_s)}</strong>
        </div>
      </div>
      <div className="wall-rates">
        {rates.map(([name, value]) => (
          <div key={name} className={value !== null && name === words.answered24 && value < ENOUGH_ANSWERED ? "bad" : ""}>
            <span>{name}</span>
            <strong className="number">{share(value)}</strong>
          </div>
        ))}
      </div>
    </section>
  );
}

const WORDS = 28 / 12;

export function Hours({ hours, scale }: { hours: Wallboard["by_hour"]; scale: number }) {
  const option = columns(
    hours.map(({ key }) => key),
    hours.map(({ count }) => count),
    { ground: WALL, scale: scale * WORDS, write: whole },
  );
  return (
    <section className="wall-hours">
      <h2>{words.byHour}</h2>
      <div className="wall-chart">
        <Chart option={option} label={words.byHour} height="100%" />
      </div>
    </section>
  );
}

const STATES = ["talking", "wrap_up", "ringing", "ready", "not_ready"] as const;

export function Agents({ agents }: { agents: Wallboard["agents"] }) {
  const most = Math.max(1, ...STATES.map((state) => agents[state]));
  return (
    <section className="wall-agents">
      <h2>{words.agents}</h2>
      {STATES.map((state) => (
        <div key={state} className="wall-row">
          <span>{zh.figures.live.states[state]}</span>
          <i className={`state-${state}`} style={{ width: `${(agents[state] / most) * 100}%` }} aria-hidden />
          <strong className="number">{agents[state]}</strong>
        </div>
      ))}
    </section>
  );
}

const LINES = 5;

export function Ranking({ title, items, area }: { title: string; items: Wallboard["top_categories"]; area: "top" | "units" }) {
  return (
    <section className={`wall-ranking wall-${area}`}>
      <h2>{title}</h2>
      {items.length === 0 && <p>{words.none}</p>}
      <ol>
        {items.slice(0, LINES).map(({ key, label, count }) => (
          <li key={key}>
            <span>{label}</span>
            <strong className="number">{whole(count)}</strong>
          </li>
        ))}
      </ol>
    </section>
  );
}

const ALARMS = 3;

export function Alarms({ alarms }: { alarms: Wallboard["alarms"] }) {
  return (
    <section className="wall-alarms">
      <h2>{words.alarms}</h2>
      {alarms.length === 0 && <p>{words.none}</p>}
      {alarms.slice(0, ALARMS).map(({ at, level, text }) => (
        <p key={`${at}-${text}`} className={level === "red" ? "bad" : "warn"}>
          <b>{zh.figures.live.levels[level]}</b> {text}
        </p>
      ))}
    </section>
  );
}

const TURN_MS = 5_000;

/** The newest orders, one after the other: words that stand still are read from afar, words that run are not. */
export function Latest({ ticker, now }: { ticker: Wallboard["ticker"]; now: number }) {
  const item = ticker.length > 0 ? ticker[Math.floor(now / TURN_MS) % ticker.length] : undefined;
  return (
    <section className="wall-latest">
      <b>{words.ticker}</b>
      {item ? (
        <span>
          {clockTime(item.at).slice(0, 5)} · {[zh.channels[item.channel] ?? item.channel, item.district, item.category].filter(Boolean).join(" · ")}
        </span>
      ) : (
        <span>{words.none}</span>
      )}
    </section>
  );
}

