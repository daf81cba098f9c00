/**
 * Connections and sessions in full feature phase: numbering, tasks, data transfer, text, logout.
 * One session has one connection, and all of its state belongs to that connection's event loop,
 * except where a field says otherwise.
 */
@NullMarked
package dev.rbdgate.iscsi.session;

import org.jspecify.annotations.NullMarked;
