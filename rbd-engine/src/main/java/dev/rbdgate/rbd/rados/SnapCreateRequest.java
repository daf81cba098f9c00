package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;
import java.util.concurrent.Executor;

/** Asks the monitors for a snapshot id. */
final class SnapCreateRequest extends ControlRequest<Long> {

    private long snapOut;
    private long snapId;

    SnapCreateRequest(IoContext io, Executor executor) {
        super(io, executor, "snapshot id of pool " + io.key().poolId());
    }

    @Override
    CallKind kind() {
        return CallKind.SNAPSHOT;
    }

    @Override
    int send(Slot slot) {
        snapOut = slot.scratch().word();
        ContextCalls.snapCreate(io().address(), snapOut, slot.completion());
        return 0;
    }

    @Override
    int collect(Slot slot, int result) {
        if (result >= 0) {
            snapId = NativeMemory.getLong(snapOut);
        }
        return result;
    }

    @Override
    Long answer() {
        return snapId;
    }
}
