package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;

/** Ends a watch. Whatever the cluster answers, the watch is over. */
final class UnwatchRequest extends Request {

    private final RadosWatch watch;

    UnwatchRequest(IoContext io, RadosWatch watch) {
        super(io);
        this.watch = watch;
    }

    @Override
    CallKind kind() {
        return CallKind.WATCH;
    }

    @Override
    boolean isControl() {
        return true;
    }

    @Override
    long payloadBytes() {
        return 0;
    }

    @Override
    int send(Slot slot) {
        return WatchCalls.unwatch(io().address(), watch.handle(), slot.completion());
    }

    @Override
    int collect(Slot slot, int result) {
        return result;
    }

    @Override
    void complete(int result) {
        watch.over();
    }
}
