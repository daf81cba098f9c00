package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.Refusal;
import org.jspecify.annotations.Nullable;

/** Told once how a part of a copy ended. Must not block, and must not throw. */
@FunctionalInterface
public interface ChunkEnd {

    /**
     * @param failure why a command that did the same would have been refused; null: it is done
     */
    void ended(@Nullable Refusal failure);
}
