/**
 * The object store on a Ceph cluster: librados through the foreign function API, asynchronous.
 *
 * <p>A call becomes a {@link dev.rbdgate.rbd.rados.Request}; the handle's admission lets it pass or
 * queues it; a {@link dev.rbdgate.rbd.rados.Slot} holds its native memory while librados works; the
 * completion upcall reads the result, gives everything back and tells the caller, who hands on.
 */
@NullMarked
package dev.rbdgate.rbd.rados;

import org.jspecify.annotations.NullMarked;
