package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Gives a snapshot id back to the monitors. */
final class SnapRemoveRequest extends ControlRequest<@Nullable Void> {

    private final long snapId;

    SnapRemoveRequest(IoContext io, Executor executor, long snapId) {
        super(io, executor, "removal of snapshot " + snapId);
        this.snapId = snapId;
    }

    @Override
    CallKind kind() {
        return CallKind.SNAPSHOT;
    }

    @Override
    int send(Slot slot) {
        ContextCalls.snapRemove(io().address(), snapId, slot.completion());
        return 0;
    }

    @Override
    int collect(Slot slot, int result) {
        return result;
    }

    @Override
    @Nullable Void answer() {
        return null;
    }
}
