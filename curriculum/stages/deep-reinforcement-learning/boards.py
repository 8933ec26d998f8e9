"""Tic-tac-toe and Connect Four in numpy, on many boards at once.

A *position* is an array of shape (rows, columns), always seen by the player who is to move: 1 is a stone of theirs, -1
one of the opponent's, 0 an empty cell. Every move turns the table around, so that nobody has to ask whose turn it is.
All functions take *boards*, int8 of shape (boards, rows, columns), and change none of them.

Tic-tac-toe: 3 × 3, three in a row win; the moves 0 to 8 are the cells, row by row.
Connect Four: 6 × 7, four in a row win; the moves 0 to 6 are the columns, and a stone falls to the lowest empty cell.
Row 0 is the upper edge.
"""

import numpy as np


class Game:
    """A game in which two players take turns to set a stone, and a row of stones wins."""

    def __init__(self, name: str, rows: int, columns: int, in_a_row: int, falls: bool):
        self.name, self.rows, self.columns, self.in_a_row, self.falls = name, rows, columns, in_a_row, falls
        self.moves = columns if falls else rows * columns
        self.lines = winning_lines(rows, columns, in_a_row)

    def start(self, boards: int) -> np.ndarray:
        """Empty boards."""
        return np.zeros((boards, self.rows, self.columns), dtype=np.int8)

    def flat(self, boards: np.ndarray) -> np.ndarray:
        """The same boards, each as one row of cells."""
        return boards.reshape(-1, self.rows * self.columns)

    def legal(self, boards: np.ndarray) -> np.ndarray:
        """Which moves the rules allow, as truth values of shape (boards, moves)."""
        return boards[:, 0] == 0 if self.falls else self.flat(boards) == 0

    def play(self, boards: np.ndarray, moves: np.ndarray) -> np.ndarray:
        """The positions after one legal move on each board, seen by the other player."""
        boards, every = boards.copy(), np.arange(len(boards))
        if self.falls:
            boards[every, (boards[every, :, moves] == 0).sum(axis=1) - 1, moves] = 1
        else:
            self.flat(boards)[every, moves] = 1
        return -boards

    def ended(self, boards: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which games are over, and what they are worth to the player who would be next: -1 lost, 0 drawn or open.

        It is always the one who has just moved who completes a row, so nobody finds a won game before them.
        """
        theirs = (self.flat(boards) == -1).astype(np.float32)
        lost = (theirs @ self.lines == self.in_a_row).any(axis=1)
        return lost | (boards != 0).all(axis=(1, 2)), np.where(lost, np.float32(-1), np.float32(0))

    def symmetries(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """The ways to turn and mirror a board that change nothing for the players, as pairs (cells, moves).

        ``game.flat(boards)[:, cells]`` and ``probabilities[:, moves]`` belong together.
        """
        cells, moves = np.arange(self.rows * self.columns).reshape(self.rows, self.columns), np.arange(self.moves)
        if self.falls:
            return [(cells.ravel(), moves), (cells[:, ::-1].ravel(), moves[::-1])]
        turned = [np.rot90(side, quarters).ravel() for side in (cells, cells.T) for quarters in range(4)]
        return [(cells, cells) for cells in turned]


def winning_lines(rows: int, columns: int, in_a_row: int) -> np.ndarray:
    """A column for each line that wins, 1 at its cells: shape (rows * columns, lines)."""
    lines = []
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        for row in range(rows):
            for column in range(columns):
                cells = [(row + step * down, column + step * right) for step in range(in_a_row)]
                if all(0 <= r < rows and 0 <= c < columns for r, c in cells):
                    line = np.zeros((rows, columns), dtype=np.float32)
                    line[tuple(zip(*cells, strict=True))] = 1
                    lines.append(line.ravel())
    return np.stack(lines, axis=1)


TIC_TAC_TOE = Game("tic-tac-toe", rows=3, columns=3, in_a_row=3, falls=False)
CONNECT_FOUR = Game("Connect Four", rows=6, columns=7, in_a_row=4, falls=True)
