package dev.rbdgate.rbd.rados;

import java.util.concurrent.Executor;

/** A call that is neither data nor metadata: it does not wait behind those. */
abstract class ControlRequest<T> extends FutureRequest<T> {

    ControlRequest(IoContext io, Executor executor, String what) {
        super(io, executor, what);
    }

    @Override
    final boolean isControl() {
        return true;
    }
}
