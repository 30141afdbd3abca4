/**
 * What a node keeps on disk, behind the ports of protocol: the base path and its lock, the finalized chain with its
 * state (RocksDB), and the signing journal (an append-only file).
 *
 * <p>Invariants: one process uses a base path at a time; a block's changes appear whole or not at all; what was synced is
 * there after any crash, or the node stops with words that say what to do; after a failed write or sync nothing is
 * written again. May depend on protocol's ports, types and codec, on crypto, and on RocksDB.
 *
 * <pre>
 *   BasePath --- lock, format, subdirectories
 *      |-- db/       RocksBlockStore   one write batch a block
 *      '-- journal/  FileSigningJournal -> Segment (sectors) -> JournalDisk (the file system, or a test's)
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.quorate.storage;
