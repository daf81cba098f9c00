package dev.rbdgate.rbd.diff;

/** What a stream of an image consists of. */
public sealed interface StreamRecord permits DiffRecord, ImageRecord {}
