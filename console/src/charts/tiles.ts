/**
 * A map of tiles: each district one square, placed about where it lies, north above. There are no borders with a licence that
 * lets them be shipped, and a tile does not make a large district look as if it had more to say.
 *
 * 咸宁: 嘉鱼 in the north-west on the Yangtze, 咸安 north-east, 赤壁 west, 崇阳 in the middle, 通山 south-east, 通城 south-west.
 */

export interface Tile {
  column: number;
  row: number;
}

const PLACES: Readonly<Record<string, Tile>> = {
  "421221": { column: 0, row: 0 },
  "421202": { column: 1, row: 0 },
  "421281": { column: 0, row: 1 },
  "421223": { column: 1, row: 1 },
  "421224": { column: 2, row: 1 },
  "421222": { column: 0, row: 2 },
};
const COLUMNS = 3;

/** Where each of these codes stands. What has no place of its own (no district, another city) fills the free tiles, then more rows. */
export function tilesOf(codes: readonly string[]): Map<string, Tile> {
  const tiles = new Map<string, Tile>();
  const taken = new Set<string>();
  const put = (code: string, tile: Tile) => {
    tiles.set(code, tile);
    taken.add(`${tile.column},${tile.row}`);
  };
  for (const code of codes) {
    const place = PLACES[code];
    if (place) put(code, place);
  }
  const known = tiles.size > 0;
  let at = known ? COLUMNS * 2 : 0; // on a map the others stand at its foot, where they are taken for no neighbour
  for (const code of codes) {
    if (tiles.has(code)) continue;
    const free = () => ({ column: known ? COLUMNS - 1 - (at % COLUMNS) : at % COLUMNS, row: Math.floor(at / COLUMNS) });
    while (taken.has(`${free().column},${free().row}`)) at += 1;
    put(code, free());
  }
  return tiles;
}

/** How many columns and rows the tiles take. */
export function sizeOf(tiles: ReadonlyMap<string, Tile>): { columns: number; rows: number } {
  const all = [...tiles.values()];
  return {
    columns: Math.max(1, ...all.map(({ column }) => column + 1)),
    rows: Math.max(1, ...all.map(({ row }) => row + 1)),
  };
}
