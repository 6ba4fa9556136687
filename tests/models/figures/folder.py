"""Folds for ever, one mark at a time: to be killed. The database's address is the first word."""

import sys

from models.database import Store
from models.figures.folding import fold_some

store = Store.at(sys.argv[1])
while True:
    with store.transaction() as session:
        fold_some(session, 1)
    print("folded", flush=True)
