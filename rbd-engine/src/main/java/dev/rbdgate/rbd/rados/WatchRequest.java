package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.ObjectContext;

/** Begins a watch. */
final class WatchRequest extends ControlRequest<ObjectContext.Watch> {

    /** The cluster's default, osd_client_watch_timeout: others expect a dead client for so long. */
    private static final int DEFAULT_TIMEOUT = 0;

    private final ClusterHandle handle;
    private final RadosWatch watch;
    private long handleOut;

    /**
     * @param io held twice: for this call and for the watch
     */
    WatchRequest(IoContext io, ClusterHandle handle, RadosWatch watch) {
        super(io, handle.futures(), "watch of " + watch.object());
        this.handle = handle;
        this.watch = watch;
    }

    @Override
    CallKind kind() {
        return CallKind.WATCH;
    }

    @Override
    int send(Slot slot) {
        Scratch scratch = slot.scratch();
        handleOut = scratch.word();
        return WatchCalls.watch(
                io().address(),
                scratch.string(watch.object()),
                slot.completion(),
                handleOut,
                handle.callbacks().notificationAddress(),
                handle.callbacks().watchErrorAddress(),
                DEFAULT_TIMEOUT,
                watch.number());
    }

    @Override
    int collect(Slot slot, int result) {
        if (result >= 0) {
            watch.begun(NativeMemory.getLong(handleOut));
        }
        return result;
    }

    @Override
    ObjectContext.Watch answer() {
        return watch;
    }

    @Override
    void refused() {
        watch.over();
    }
}
