package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.Snapshot;
import java.util.List;

/** A snapshot and where it is mapped. */
public record SnapshotDetails(Snapshot snapshot, List<ImageDetails.MappedAt> luns) {}
