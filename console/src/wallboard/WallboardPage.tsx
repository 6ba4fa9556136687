/**
 * The big screen: dark, for a wall of four metres and more, read from ten metres (no word below 28/1920 of its width: 20 minutes
 * of arc there, GB/T 18978 wants 16). It says how old it is, and turns grey under a banner when nothing new comes.
 */
import { useEffect, useState } from "react";
import { Problem } from "../api/problem";
import { DESK_WIDTH, scaleOf } from "./scale";
import { clockTime } from "../format";
import { useClock } from "../shell/useClock";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { useWallboard } from "../figures/useWallboard";
import { Agents, Alarms, Hours, Latest, Numbers, Queue, Ranking } from "./parts";
import { WallMap } from "./WallMap";
import "./wallboard.css";

const words = zh.figures.wall;

/** How many times larger than on a screen of 1920 x 1080. */
function useScale(): number {
  const [scale, setScale] = useState(() => scaleOf(window.innerWidth, window.innerHeight));
  useEffect(() => {
    const measure = () => setScale(scaleOf(window.innerWidth, window.innerHeight));
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  return scale;
}

export default function WallboardPage() {
  const { query, board, age, old } = useWallboard();
  const scale = useScale();
  const now = useClock();
  useShortcuts({ f: () => void document.documentElement.requestFullscreen() });
  const seconds = age === null ? null : Math.floor(age);
  const banner = seconds === null ? words.never : words.old(seconds);
  const refused = query.error ? Problem.of(query.error) : null;
  return (
    <main className="wall" data-testid="wallboard" data-old={old} data-width={DESK_WIDTH} style={{ "--u": `${scale}px` } as React.CSSProperties}>
      <header>
        <h1>{words.title}</h1>
        <span className="wall-age" role="status" data-testid="wall-age">
          {seconds !== null && (seconds < 2 ? words.fresh : words.age(seconds))}
        </span>
        <time className="number">{clockTime(now)}</time>
      </header>
      {old && (
        <div className="wall-old" role="alert" data-testid="wall-old">
          {banner}
          {refused && refused.status > 0 && `（${refused.title}。${refused.nextStep}）`}
        </div>
      )}
      {board && (
        <div className="wall-body">
          <Numbers today={board.today} />
          <Queue board={board} />
          <Hours hours={board.by_hour} scale={scale} />
          <Agents agents={board.agents} />
          <WallMap counted={board.by_district} />
          <Ranking title={words.top} items={board.top_categories} area="top" />
          <Ranking title={words.units} items={board.units_overdue} area="units" />
          <Alarms alarms={board.alarms} />
          <Latest ticker={board.ticker} now={now} />
        </div>
      )}
    </main>
  );
}
