/** The districts as tiles (`charts/tiles.ts`), large. */
import { rampAt, WALL } from "../charts/palette";
import { sizeOf, tilesOf } from "../charts/tiles";
import type { Wallboard } from "../api/types";
import { useCounties, withCounties } from "../figures/useCounties";
import { zh } from "../strings";

export function WallMap({ counted }: { counted: Wallboard["by_district"] }) {
  const counties = useCounties();
  const districts = withCounties(counted, ({ key }) => key, counties, ({ code, name }) => ({ key: code, label: name, count: 0 }));
  const places = tilesOf(districts.map(({ key }) => key));
  const { columns, rows } = sizeOf(places);
  const highest = Math.max(1, ...districts.map(({ count }) => count));
  return (
    <section className="wall-map">
      <h2>{zh.figures.wall.byDistrict}</h2>
      <div className="wall-tiles" style={{ gridTemplateColumns: `repeat(${columns}, 1fr)`, gridTemplateRows: `repeat(${rows}, 1fr)` }}>
        {districts.map(({ key, label, count }) => {
          const { column, row } = places.get(key) ?? { column: 0, row: 0 };
          const { fill, words } = rampAt(count / highest, WALL);
          return (
            <div key={key} style={{ gridColumn: column + 1, gridRow: row + 1, background: fill, color: words }}>
              <span>{label}</span>
              <strong className="number">{count.toLocaleString("zh-CN")}</strong>
            </div>
          );
        })}
      </div>
    </section>
  );
}
