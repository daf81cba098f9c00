package dev.rbdgate.simulation;

import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.DataOut;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.SequenceNumbers;
import dev.rbdgate.iscsi.pdu.TaskManagementRequest;
import dev.rbdgate.iscsi.session.CommandRouter;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.NexusTransport;
import io.netty.channel.ChannelPipeline;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Bugs that a service like this one can have, each made by a decorator at one seam. */
enum Bugs implements Mutation {

    /** SYNCHRONIZE CACHE answers at once. */
    DROPPED_FLUSH {
        @Override
        public Image image(Image image) {
            return Seams.device(
                    image,
                    (method, arguments) -> {
                        if (method.equals("flush")) {
                            ((Completion) arguments[0]).complete(Outcome.DONE);
                            return Seams.HANDLED;
                        }
                        return null;
                    });
        }
    },

    /** FUA is ignored. */
    IGNORED_FUA {
        @Override
        public Image image(Image image) {
            return Seams.device(
                    image,
                    (_, arguments) -> {
                        for (int i = 0; arguments != null && i < arguments.length; i++) {
                            if (arguments[i] == Durability.DURABLE) {
                                arguments[i] = Durability.CACHED;
                            }
                        }
                        return null;
                    });
        }
    },

    /** Data files are never synced. */
    UNSYNCED_DATA {
        @Override
        public StoreFiles files(StoreFiles files) {
            return Seams.withoutSync(
                    files, path -> path.startsWith("pools") || path.startsWith("layers"));
        }
    },

    /** The log of records is never synced. */
    UNSYNCED_RECORDS {
        @Override
        public StoreFiles files(StoreFiles files) {
            return Seams.withoutSync(files, path -> path.startsWith("kv"));
        }
    },

    /** A sync that failed is tried again, and believed. */
    REPEATED_SYNC {
        @Override
        public StoreFiles files(StoreFiles files) {
            StoreFiles others =
                    Seams.proxy(
                            StoreFiles.class,
                            files,
                            (method, arguments) ->
                                    switch (method) {
                                        case "syncDirectory" ->
                                                twice(() ->
                                                        files.syncDirectory((String) arguments[0]));
                                        case "syncAll" -> twice(files::syncAll);
                                        default -> null;
                                    });
            return Seams.opened(
                    others,
                    _ -> true,
                    (file, method, _) -> method.equals("sync") ? twice(file::sync) : null);
        }

        private interface Sync {
            void run() throws StoreFileException;
        }

        private static Object twice(Sync sync) throws StoreFileException {
            try {
                sync.run();
            } catch (StoreFileException first) {
                sync.run();
            }
            return Seams.HANDLED;
        }
    },

    /** New names are never made durable. */
    UNFLUSHED_DIRECTORY_ENTRY {
        @Override
        public StoreFiles files(StoreFiles files) {
            return Seams.proxy(
                    StoreFiles.class,
                    files,
                    (method, arguments) ->
                            method.equals("syncDirectory")
                                            && String.valueOf(arguments[0]).startsWith("pools")
                                    ? Seams.HANDLED
                                    : null);
        }
    },

    /** The end of a long write to a data file is lost, and the write acknowledged. */
    TORN_WRITE {
        @Override
        public StoreFiles files(StoreFiles files) {
            return Seams.opened(
                    files,
                    path -> path.startsWith("pools"),
                    (file, method, arguments) -> {
                        if (method.equals("write")) {
                            @SuppressWarnings("unchecked")
                            List<ByteBuffer> source = (List<ByteBuffer>) arguments[1];
                            if (source.size() == 1 && source.getFirst().remaining() > PAGE) {
                                ByteBuffer all = source.getFirst();
                                arguments[1] =
                                        List.of(
                                                all.slice(
                                                        all.position(),
                                                        all.remaining() - PAGE / 2));
                            }
                        }
                        return null;
                    });
        }
    },

    /** The object map is not told of new objects. */
    LOST_OBJECT_MAP_UPDATE {
        @Override
        public ObjectStore store(ObjectStore store) {
            return Seams.contexts(
                    store,
                    (_, method, arguments) -> {
                        if (method.equals("write")
                                && ((WriteOperation) arguments[1])
                                        .steps().stream()
                                                .anyMatch(step ->
                                                        step instanceof Step.Exec exec
                                                                && exec.method()
                                                                        .equals(
                                                                                "object_map_update"))) {
                            ((ObjectCompletion) arguments[2]).complete(0);
                            return Seams.HANDLED;
                        }
                        return null;
                    });
        }
    },

    /** Writes do not preserve snapshots. */
    WRONG_SNAPSHOT_CONTEXT {
        @Override
        public ObjectStore store(ObjectStore store) {
            return Seams.contexts(
                    store,
                    (_, method, arguments) -> {
                        if (method.equals("withSnapContext")) {
                            arguments[0] = SnapContext.EMPTY;
                        }
                        return null;
                    });
        }
    },

    /** The capacity is that of when the image was opened. */
    STALE_CAPACITY {
        @Override
        public Image image(Image image) {
            long size = image.sizeBytes();
            return Seams.device(image, (method, _) -> method.equals("sizeBytes") ? size : null);
        }
    },

    /** Nobody tells initiators of a new capacity. */
    LOST_CAPACITY_ATTENTION {
        @Override
        public Image image(Image image) {
            Runnable nothing = () -> {};
            return Seams.device(image, (method, _) -> method.equals("onChange") ? nothing : null);
        }
    },

    /** Received data is released once too often. */
    DOUBLE_RELEASE {
        @Override
        public void pipeline(ChannelPipeline pipeline, String connection) {
            Seams.onReceived(
                    pipeline,
                    connection,
                    (ctx, message) -> {
                        ctx.fireChannelRead(message);
                        if (message instanceof DataOut out && out.data().refCnt() > 0) {
                            out.data().release();
                        }
                    });
        }
    },

    /** Received data is never released. */
    LEAKED_BUFFER {
        @Override
        public void pipeline(ChannelPipeline pipeline, String connection) {
            Seams.onReceived(
                    pipeline,
                    connection,
                    (ctx, message) -> {
                        if (message instanceof DataOut out) {
                            out.data().retain();
                        }
                        ctx.fireChannelRead(message);
                    });
        }
    },

    /** Now and then a command is forgotten. */
    FORGOTTEN_COMMAND {
        @Override
        public void pipeline(ChannelPipeline pipeline, String connection) {
            int[] commands = {0};
            Seams.onReceived(
                    pipeline,
                    connection,
                    (ctx, message) -> {
                        if (message instanceof ScsiCommand command && ++commands[0] % 50 == 0) {
                            command.data().release();
                        } else {
                            ctx.fireChannelRead(message);
                        }
                    });
        }
    },

    /** The window of command numbers does not move on beyond some number. */
    WRONG_COMMAND_WINDOW {
        @Override
        public int maxCmdSn(SequenceNumbers numbers) {
            int begun = numbers.expCmdSn() & ~0xff;
            int last = begun + 40;
            return numbers.expCmdSn() - last > 0 ? numbers.expCmdSn() - 1 : last;
        }
    },

    /** All initiators are the same to reservations. */
    IGNORED_RESERVATION {
        @Override
        public CommandRouter router(
                Nexus nexus,
                LunInventory inventory,
                NexusTransport transport,
                Supplier<CommandRouter> router) {
            return Seams.sharedAs("iqn.2026-11.test:all", nexus, inventory, transport);
        }
    },

    /** The sessions of a host are one to reservations. */
    CONFUSED_SESSIONS {
        @Override
        public CommandRouter router(
                Nexus nexus,
                LunInventory inventory,
                NexusTransport transport,
                Supplier<CommandRouter> router) {
            return Seams.sharedAs(nexus.initiatorName(), nexus, inventory, transport);
        }
    },

    /** ABORT TASK is answered, and the task goes on. */
    IGNORED_ABORT {
        @Override
        public void pipeline(ChannelPipeline pipeline, String connection) {
            // A function of which the session expects no end of a task.
            Seams.onReceived(
                    pipeline,
                    connection,
                    (ctx, message) ->
                            ctx.fireChannelRead(
                                    message instanceof TaskManagementRequest abort
                                                    && abort.function() == ABORT_TASK
                                            ? asClearAca(abort)
                                            : message));
        }

        private TaskManagementRequest asClearAca(TaskManagementRequest abort) {
            return new TaskManagementRequest(
                    abort.immediate(),
                    CLEAR_ACA,
                    abort.lun(),
                    abort.initiatorTaskTag(),
                    Bhs.NO_TAG,
                    abort.cmdSn(),
                    abort.expStatSn(),
                    0,
                    0);
        }

        @Override
        public CommandRouter router(
                Nexus nexus,
                LunInventory inventory,
                NexusTransport transport,
                Supplier<CommandRouter> router) {
            return Seams.managed(router.get(), TaskManagement.Function.CLEAR_ACA);
        }
    },

    /** LOGICAL UNIT RESET is answered, and nothing happens. */
    IGNORED_RESET {
        @Override
        public CommandRouter router(
                Nexus nexus,
                LunInventory inventory,
                NexusTransport transport,
                Supplier<CommandRouter> router) {
            return Seams.managed(router.get(), TaskManagement.Function.LOGICAL_UNIT_RESET);
        }
    },

    /** CLEAR TASK SET is answered, and nothing happens. */
    IGNORED_CLEAR {
        @Override
        public CommandRouter router(
                Nexus nexus,
                LunInventory inventory,
                NexusTransport transport,
                Supplier<CommandRouter> router) {
            return Seams.managed(router.get(), TaskManagement.Function.CLEAR_TASK_SET);
        }
    },

    /** TARGET WARM RESET is answered, and nothing happens. */
    IGNORED_TARGET_RESET {
        @Override
        public CommandRouter router(
                Nexus nexus,
                LunInventory inventory,
                NexusTransport transport,
                Supplier<CommandRouter> router) {
            return Seams.managed(router.get(), TaskManagement.Function.TARGET_WARM_RESET);
        }
    },

    /** What is cut off an image stays, and is there again when it grows. */
    LEFT_TAIL {
        @Override
        public ObjectStore store(ObjectStore store) {
            return Seams.whileRecorded(
                    store,
                    "rbdgate_shrink.",
                    operation ->
                            operation.steps().stream()
                                    .anyMatch(step ->
                                            step instanceof Step.Remove
                                                    || step instanceof Step.Truncate));
        }
    },

    /** Some objects are not rolled back. */
    PARTIAL_ROLLBACK {
        @Override
        public ObjectStore store(ObjectStore store) {
            return Seams.contexts(
                    store,
                    (_, method, arguments) ->
                            method.equals("rollback") && arguments[0].hashCode() % 2 == 0
                                    ? CompletableFuture.completedFuture(null)
                                    : null);
        }
    },

    /** That a rollback has begun is not on record. */
    FORGOTTEN_ROLLBACK {
        @Override
        public ObjectStore store(ObjectStore store) {
            return Seams.contexts(
                    store,
                    (_, method, arguments) -> {
                        if (method.equals("write")
                                && arguments[0].toString().startsWith("rbdgate_rollback.")) {
                            ((ObjectCompletion) arguments[2]).complete(0);
                            return Seams.HANDLED;
                        }
                        return null;
                    });
        }
    },

    /** The first part of what an object of a clone is to get from its parent is lost. */
    LOST_COPY_UP {
        @Override
        public ObjectStore store(ObjectStore store) {
            return Seams.contexts(
                    store,
                    (_, method, arguments) -> {
                        if (method.equals("write")
                                && arguments[0].toString().startsWith("rbd_data.")
                                && isCopyUp((WriteOperation) arguments[1])) {
                            arguments[1] = withoutFirstWrite((WriteOperation) arguments[1]);
                        }
                        return null;
                    });
        }

        private boolean isCopyUp(WriteOperation operation) {
            return !operation.steps().isEmpty()
                    && operation.steps().getFirst() instanceof Step.Create create
                    && create.exclusive();
        }

        private WriteOperation withoutFirstWrite(WriteOperation operation) {
            List<Step> steps = new ArrayList<>(operation.steps());
            steps.stream()
                    .filter(step -> step instanceof Step.Write)
                    .findFirst()
                    .ifPresent(steps::remove);
            return new WriteOperation(steps, operation.durability());
        }
    },

    /** A snapshot that is removed takes an older one with it. */
    REMOVED_NEIGHBOUR {
        @Override
        public ObjectStore store(ObjectStore store) {
            return Seams.contexts(
                    store,
                    (_, method, arguments) -> {
                        if (method.equals("removeSnap") && (long) arguments[0] > 1) {
                            arguments[0] = (long) arguments[0] - 1;
                        }
                        return null;
                    });
        }
    },

    /** What is to be remembered of reservations is not stored. */
    FORGOTTEN_RESERVATION {
        @Override
        public LogicalUnitState state(LogicalUnitState state) {
            return new LogicalUnitState() {
                private Versioned stored = new Versioned(0, new byte[0]);

                @Override
                public CompletableFuture<Versioned> load() {
                    return CompletableFuture.completedFuture(stored);
                }

                @Override
                public CompletableFuture<Versioned> compareAndSet(long expected, byte[] content) {
                    if (expected == stored.version()) {
                        stored = new Versioned(expected + 1, content);
                    }
                    return CompletableFuture.completedFuture(stored);
                }
            };
        }
    },

    /** COMPARE AND WRITE does not compare. */
    NO_COMPARE {
        @Override
        public Image image(Image image) {
            return Seams.device(
                    image,
                    (method, arguments) -> {
                        if (method.equals("compareAndWrite")) {
                            @SuppressWarnings("unchecked")
                            List<ByteBuffer> replacement = (List<ByteBuffer>) arguments[2];
                            image.write(
                                    (long) arguments[0],
                                    replacement,
                                    (Durability) arguments[3],
                                    (Completion) arguments[4]);
                            return Seams.HANDLED;
                        }
                        return null;
                    });
        }
    },

    /** UNMAP answers and leaves the data. */
    DROPPED_UNMAP {
        @Override
        public Image image(Image image) {
            return Seams.device(
                    image,
                    (method, arguments) -> {
                        if (method.equals("unmap")) {
                            ((Completion) arguments[3]).complete(Outcome.DONE);
                            return Seams.HANDLED;
                        }
                        return null;
                    });
        }
    },

    /** Nobody is told that a power loss may have taken unflushed writes. */
    UNTOLD_LOSS {
        @Override
        public Image image(Image image) {
            return Seams.device(
                    image, (method, _) -> method.equals("mayHaveLostWrites") ? false : null);
        }
    },

    /** A write is answered before it is done. */
    EARLY_ANSWER {
        @Override
        public Image image(Image image) {
            return Seams.device(
                    image,
                    (method, arguments) -> {
                        if (method.equals("write") && arguments[2] == Durability.CACHED) {
                            Completion completion = (Completion) arguments[3];
                            @SuppressWarnings("unchecked")
                            List<ByteBuffer> source = (List<ByteBuffer>) arguments[1];
                            List<ByteBuffer> copy = source.stream().map(Bugs::copy).toList();
                            image.write((long) arguments[0], copy, Durability.CACHED, _ -> {});
                            completion.complete(Outcome.DONE);
                            return Seams.HANDLED;
                        }
                        return null;
                    });
        }
    };

    private static final int PAGE = 4096;

    /** Functions of a task management request (RFC 7143 11.5.1). */
    private static final int ABORT_TASK = 1;

    private static final int CLEAR_ACA = 3;

    private static ByteBuffer copy(ByteBuffer source) {
        return ByteBuffer.allocateDirect(source.remaining()).put(source.duplicate()).flip();
    }
}
