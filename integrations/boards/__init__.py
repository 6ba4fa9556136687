"""Message boards: 人民网领导留言板 and others with its interface. Asked for threads, told the official reply."""

from integrations.boards.channel import BOARD, PEOPLE_BOARD

__all__ = ["BOARD", "PEOPLE_BOARD"]
