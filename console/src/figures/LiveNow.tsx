/** What happens at this moment: queue, agents, warnings, who is late. */
import { Alert, Card } from "antd";
import { Link } from "react-router";
import { clockTime } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { seconds } from "./format";
import { useWallboard } from "./useWallboard";

const EVERY_MS = 5_000;
const STATES = ["talking", "wrap_up", "ringing", "ready", "not_ready"] as const;
const words = zh.figures.live;

export function LiveNow() {
  const { query, board, age, old } = useWallboard(EVERY_MS);
  if (query.error && !board) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (!board) return null;
  const facts: [string, string][] = [
    [words.queue, board.queue_length.toLocaleString("zh-CN")],
    [words.longest, seconds(board.longest_wait_s)],
    [words.calls, board.live_calls.toLocaleString("zh-CN")],
    ...STATES.map((state): [string, string] => [words.states[state], zh.figures.wall.people(board.agents[state])]),
  ];
  return (
    <div className="live-now" data-testid="live-now">
      <Card size="small" title={words.title} extra={<Age age={age} old={old && (age ?? 0) > 2 * (EVERY_MS / 1_000)} />}>
        <dl className="live-facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="number">{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card size="small" title={words.warnings}>
        {board.alarms.length === 0 && <p className="quiet">{words.noWarnings}</p>}
        {board.alarms.slice(0, 4).map(({ at, level, text }) => (
          <Alert
            key={`${at}-${text}`}
            type={level === "red" ? "error" : "warning"}
            showIcon
            title={`${words.levels[level]} · ${clockTime(at)} · ${text}`}
            className="live-alarm"
          />
        ))}
      </Card>
      <Card size="small" title={words.overdue}>
        {board.units_overdue.length === 0 && <p className="quiet">{words.noOverdue}</p>}
        <ul className="live-list">
          {board.units_overdue.slice(0, 6).map(({ key, label, count }) => (
            <li key={key}>
              <span>{label}</span>
              <Link className="number" to={`/orders?${new URLSearchParams({ department: key, due: "red" })}`} aria-label={`${label} ${words.count(count)}`}>
                {words.count(count)}
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

function Age({ age, old }: { age: number | null; old: boolean }) {
  return <span className={old ? "warning" : "quiet"}>{age === null ? "" : zh.figures.wall.age(Math.floor(age))}</span>;
}
