# include tell.py


tell(kind, records)
