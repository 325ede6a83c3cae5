"""The database: one engine, one transaction, one write path.

SQLModel declares the tables; what is written on every command goes through statements compiled once from them, at
a small multiple of the raw driver’s cost. Writers take the lock before they read (BEGIN IMMEDIATE on SQLite, FOR UPDATE
on PostgreSQL), so that state and sequence number are never those of a moment ago.
"""

from workflow.store.reading import Reading
from workflow.store.store import SCHEMA, Store, demand_not_newer, stored_schema
from workflow.store.transaction import Transaction

__all__ = ["SCHEMA", "Reading", "Store", "Transaction", "demand_not_newer", "stored_schema"]
