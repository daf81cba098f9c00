/**
 * The embedded object store on local files.
 *
 * <p>What snapshots make of a data object: its first write after a snapshot makes a new, sparse
 * file, a layer, on top of the file written so far, which is durable then, is never written again,
 * and is what the snapshot sees. {@link SnapSet} says which layers there are, {@link HeadLayer}
 * which blocks the newest owns, {@link LayerView} from which file each block is read, {@link
 * OverlayWriter} in what order a write changes file and records, {@link LayerRecovery} what a crash
 * leaves of it, and {@link ObjectTidying} how files become fewer when snapshots go.
 */
@NullMarked
package dev.rbdgate.rbd.local;

import org.jspecify.annotations.NullMarked;
