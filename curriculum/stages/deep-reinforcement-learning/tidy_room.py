"""A room for a robot that vacuums: small enough to be one table, and easy to pay wrongly.

The rules
---------
- The robot starts in the middle. Actions: 0 up, 1 right, 2 down, 3 left, one tile a step. Against a wall or a piece of
  furniture it stays where it is, which counts as a bump.
- In the morning three crumbs lie about. The robot sucks up what lies on a tile when it drives onto it.
- On one tile stands a tray of seedlings. Driving onto it throws soil on the tile beside it, if none lies there yet.
  Soil is dirt like any other.
- Driving onto the dock is coming home, and ends the shift.

``PAY`` says what earns how many points: ``step`` (any step), ``bump``, ``dirt`` (a crumb or soil sucked up), ``spill``
(soil thrown), ``home`` (at the dock), ``clean home`` (at the dock, and no dirt left anywhere; on top of ``home``).
What is not named earns nothing. With ``guarded`` a fence stands around the tray: nobody can drive onto it.

A situation is one number. It stands for the robot's tile and for what still lies on the floor; nothing is random.
"""

import numpy as np
from PIL import Image, ImageDraw

PLAN = [
    ".c.....",
    "..#.#..",
    "d....st",
    "..#.#c.",
    ".c.....",
]
"""Crumbs, dock, soil's tile, tray; # is furniture."""
START = (2, 3)
MOVES = [(-1, 0), (0, 1), (1, 0), (0, -1)]
ACTIONS = ["up", "right", "down", "left"]
EVENTS = ["step", "bump", "dirt", "spill", "home", "clean home"]
PIXELS = 36
FLOOR, WALL, DOCK, CRUMB, SOIL, TRAY, ROBOT = (
    "#F5F3EE",
    "#8A8A8A",
    "#56B4E9",
    "#D55E00",
    "#7A4A1E",
    "#009E73",
    "#0072B2",
)


class Room:
    """The room as a table: for each situation and action, where it leads, what happens and what it earns."""

    def __init__(self, pay: dict[str, float], guarded: bool = False):
        unknown = set(pay) - set(EVENTS)
        if unknown:
            raise ValueError(f"Nobody can be paid for {sorted(unknown)} here; there are {EVENTS}.")
        self.guarded = guarded
        self.tiles = [(row, column) for row, line in enumerate(PLAN) for column, mark in enumerate(line) if mark != "#"]
        self.number = {tile: index for index, tile in enumerate(self.tiles)}
        self.crumbs = [tile for tile in self.tiles if mark_of(tile) == "c"]
        self.dirty_tiles = [*self.crumbs, next(tile for tile in self.tiles if mark_of(tile) == "s")]
        self.floors = 2 ** len(self.dirty_tiles)
        """How many ways there are for dirt to lie: one bit for each crumb, the highest for the soil."""
        self.situations = len(self.tiles) * self.floors + 1
        self.over = self.situations - 1
        """The situation after coming home, in which nothing happens any more."""
        self.start = self.number[START] * self.floors + 2 ** len(self.crumbs) - 1
        self.after = np.full((self.situations, 4), self.over)
        self.happens = {event: np.zeros((self.situations, 4)) for event in EVENTS}
        for tile in self.tiles:
            for floor in range(self.floors):
                for action in range(4):
                    self._fill(tile, floor, action)
        self.earns = sum(points * self.happens[event] for event, points in pay.items()) + np.zeros((self.situations, 4))

    def _fill(self, tile: tuple[int, int], floor: int, action: int) -> None:
        situation = self.number[tile] * self.floors + floor
        target = tile[0] + MOVES[action][0], tile[1] + MOVES[action][1]
        happened = ["step"]
        if target not in self.number or (self.guarded and mark_of(target) == "t"):
            happened.append("bump")
            target = tile
        elif mark_of(target) == "d":
            happened += ["home", "clean home"] if floor == 0 else ["home"]
        elif target in self.dirty_tiles and floor >> self.dirty_tiles.index(target) & 1:
            happened.append("dirt")
            floor ^= 1 << self.dirty_tiles.index(target)
        elif mark_of(target) == "t" and not floor >> len(self.crumbs) & 1:
            happened.append("spill")
            floor |= 1 << len(self.crumbs)
        for event in happened:
            self.happens[event][situation, action] = 1
        if "home" not in happened:
            self.after[situation, action] = self.number[target] * self.floors + floor

    def reset(self, robots: int) -> np.ndarray:
        """The first situation of each robot; every robot has a room of its own."""
        return np.full(robots, self.start)

    def step(self, situations: np.ndarray, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The next situation of each robot, and the reward."""
        return self.after[situations, actions], self.earns[situations, actions]

    def diary(self, situations: np.ndarray, actions: np.ndarray) -> dict[str, float]:
        """What a robot did in a shift, on average; situations and actions have the shape (steps, robots)."""
        count = {event: happens[situations, actions].sum(axis=0).mean() for event, happens in self.happens.items()}
        before, after = situations % self.floors, self.after[situations, actions] % self.floors
        working = self.after[situations, actions] != self.over
        crumbs = sum(((before & ~after) >> bit & working & 1).sum(axis=0) for bit in range(len(self.crumbs)))
        return {name: float(value) for name, value in {**count, "crumbs": crumbs.mean()}.items()}

    def visits(self, situations: np.ndarray) -> np.ndarray:
        """How often each tile of the plan was stood on; nan where furniture stands."""
        picture = np.full((len(PLAN), len(PLAN[0])), np.nan)
        counts = np.bincount(situations[situations != self.over] // self.floors, minlength=len(self.tiles))
        for tile, count in zip(self.tiles, counts, strict=True):
            picture[tile] = count
        return picture

    def film(self, actions: list[int]) -> list[tuple[Image.Image, dict[str, int]]]:
        """A picture and the counts so far, before the first action and after each one until it is home."""
        situation, total = self.start, dict.fromkeys(EVENTS, 0)
        pages = [(self.picture(situation), dict(total))]
        for action in actions:
            for event in EVENTS:
                total[event] += int(self.happens[event][situation, action])
            after = int(self.after[situation, action])
            if after != self.over:
                situation = after
            pages.append((self.picture(situation, home=after == self.over), dict(total)))
            if after == self.over:
                break
        return pages

    def picture(self, situation: int, home: bool = False) -> Image.Image:
        """The room as people see it; with home, the robot is at the dock and the floor is as in that situation."""
        page = Image.new("RGB", (PIXELS * len(PLAN[0]) + 1, PIXELS * len(PLAN) + 1), WALL)
        draw = ImageDraw.Draw(page)
        for tile in self.tiles:
            x, y = PIXELS * tile[1], PIXELS * tile[0]
            draw.rectangle((x, y, x + PIXELS, y + PIXELS), fill=FLOOR, outline="#DDD8CC")
            if mark_of(tile) == "d":
                draw.polygon([(x + 6, y + 17), (x + 18, y + 5), (x + 30, y + 17)], fill=DOCK)
                draw.rectangle((x + 9, y + 17, x + 27, y + 31), fill=DOCK)
            if mark_of(tile) == "t":
                draw.rectangle((x + 4, y + 24, x + 32, y + 32), fill=SOIL)
                for stalk in (9, 18, 27):
                    draw.line((x + stalk, y + 24, x + stalk, y + 10), fill=TRAY, width=2)
                    draw.ellipse((x + stalk - 4, y + 5, x + stalk + 4, y + 13), fill=TRAY)
                if self.guarded:
                    draw.rectangle((x + 1, y + 1, x + 34, y + 34), outline="black", width=2)
        floor = situation % self.floors
        for bit, (row, column) in enumerate(self.dirty_tiles):
            if floor >> bit & 1:
                soil = bit == len(self.crumbs)
                for dx, dy in [(9, 12), (22, 9), (15, 22), (26, 25)]:
                    x, y = PIXELS * column + dx, PIXELS * row + dy
                    draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=SOIL if soil else CRUMB)
        row, column = self.tile("d") if home else self.tiles[situation // self.floors]
        x, y = PIXELS * column, PIXELS * row
        draw.ellipse((x + 7, y + 7, x + 29, y + 29), fill=ROBOT, outline="white", width=2)
        draw.ellipse((x + 14, y + 11, x + 22, y + 19), fill="white")
        return page

    def tile(self, mark: str) -> tuple[int, int]:
        """The one tile of the plan that has this mark."""
        return next(tile for tile in self.tiles if mark_of(tile) == mark)


def mark_of(tile: tuple[int, int]) -> str:
    """What the plan says about a tile."""
    return PLAN[tile[0]][tile[1]]
