/**
 * Connections and sessions in full feature phase: numbering, tasks, data transfer, text, logout.
 * All connections of a session belong to one event loop, and so does all of its state, except where
 * a field says otherwise.
 */
@NullMarked
package dev.rbdgate.iscsi.session;

import org.jspecify.annotations.NullMarked;
