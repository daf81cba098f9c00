package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.Refusal;

/** How far a copy is. */
public sealed interface CopyState {

    CopyState RUNNING = new Running();
    CopyState DONE = new Done();
    CopyState ABORTED = new Aborted();

    record Running() implements CopyState {}

    record Done() implements CopyState {}

    /** By COPY OPERATION ABORT, a task management function, or the loss of its nexus. */
    record Aborted() implements CopyState {}

    record Failed(Refusal refusal) implements CopyState {}
}
