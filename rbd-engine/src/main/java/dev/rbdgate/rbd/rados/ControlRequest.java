package dev.rbdgate.rbd.rados;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A call that is neither data nor metadata: it does not wait behind those. */
abstract class ControlRequest<T extends @Nullable Object> extends FutureRequest<T> {

    ControlRequest(IoContext io, Executor executor, String what) {
        super(io, executor, what);
    }

    @Override
    final boolean isControl() {
        return true;
    }
}
