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
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.NexusTransport;
import dev.rbdgate.scsi.unit.TaskRouter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Bugs that a service like this one can have, each made by a decorator at one seam. */
enum Bugs implements Mutation {

    /** SYNCHRONIZE CACHE answers at once. */
    DROPPED_FLUSH {
        @Override
        public Image image(Image image) {
            return device(
                    image,
                    (method, arguments) -> {
                        if (method.equals("flush")) {
                            ((Completion) arguments[0]).complete(Outcome.DONE);
                            return HANDLED;
                        }
                        return null;
                    });
        }
    },

    /** FUA is ignored. */
    IGNORED_FUA {
        @Override
        public Image image(Image image) {
            return device(
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
            return withoutSync(
                    files, path -> path.startsWith("pools") || path.startsWith("layers"));
        }
    },

    /** The log of records is never synced. */
    UNSYNCED_RECORDS {
        @Override
        public StoreFiles files(StoreFiles files) {
            return withoutSync(files, path -> path.startsWith("kv"));
        }
    },

    /** New names are never made durable. */
    UNFLUSHED_DIRECTORY_ENTRY {
        @Override
        public StoreFiles files(StoreFiles files) {
            return proxy(
                    StoreFiles.class,
                    files,
                    (method, arguments) ->
                            method.equals("syncDirectory")
                                            && String.valueOf(arguments[0]).startsWith("pools")
                                    ? HANDLED
                                    : null);
        }
    },

    /** The end of a long write to a data file is lost, and the write acknowledged. */
    TORN_WRITE {
        @Override
        public StoreFiles files(StoreFiles files) {
            return opened(
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
            return contexts(
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
                            return HANDLED;
                        }
                        return null;
                    });
        }
    },

    /** Writes do not preserve snapshots. */
    WRONG_SNAPSHOT_CONTEXT {
        @Override
        public ObjectStore store(ObjectStore store) {
            return contexts(
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
            return device(image, (method, _) -> method.equals("sizeBytes") ? size : null);
        }
    },

    /** Nobody tells initiators of a new capacity. */
    LOST_CAPACITY_ATTENTION {
        @Override
        public Image image(Image image) {
            Runnable nothing = () -> {};
            return device(image, (method, _) -> method.equals("onChange") ? nothing : null);
        }
    },

    /** Received data is released once too often. */
    DOUBLE_RELEASE {
        @Override
        public void pipeline(ChannelPipeline pipeline, String connection) {
            onReceived(
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
            onReceived(
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
            onReceived(
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
            return sharedAs("iqn.2026-11.test:all", nexus, inventory, transport);
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
            return sharedAs(nexus.initiatorName(), nexus, inventory, transport);
        }
    },

    /** ABORT TASK is answered, and the task goes on. */
    IGNORED_ABORT {
        @Override
        public void pipeline(ChannelPipeline pipeline, String connection) {
            // A function of which the session expects no end of a task.
            onReceived(
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
            return managed(router.get(), TaskManagement.Function.CLEAR_ACA);
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
            return managed(router.get(), TaskManagement.Function.LOGICAL_UNIT_RESET);
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
            return device(
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
                            return HANDLED;
                        }
                        return null;
                    });
        }
    },

    /** UNMAP answers and leaves the data. */
    DROPPED_UNMAP {
        @Override
        public Image image(Image image) {
            return device(
                    image,
                    (method, arguments) -> {
                        if (method.equals("unmap")) {
                            ((Completion) arguments[3]).complete(Outcome.DONE);
                            return HANDLED;
                        }
                        return null;
                    });
        }
    },

    /** Nobody is told that a power loss may have taken unflushed writes. */
    UNTOLD_LOSS {
        @Override
        public Image image(Image image) {
            return device(image, (method, _) -> method.equals("mayHaveLostWrites") ? false : null);
        }
    },

    /** A write is answered before it is done. */
    EARLY_ANSWER {
        @Override
        public Image image(Image image) {
            return device(
                    image,
                    (method, arguments) -> {
                        if (method.equals("write") && arguments[2] == Durability.CACHED) {
                            Completion completion = (Completion) arguments[3];
                            @SuppressWarnings("unchecked")
                            List<ByteBuffer> source = (List<ByteBuffer>) arguments[1];
                            List<ByteBuffer> copy = source.stream().map(Bugs::copy).toList();
                            image.write((long) arguments[0], copy, Durability.CACHED, _ -> {});
                            completion.complete(Outcome.DONE);
                            return HANDLED;
                        }
                        return null;
                    });
        }
    };

    private static final int PAGE = 4096;

    /** Functions of a task management request (RFC 7143 11.5.1). */
    private static final int ABORT_TASK = 1;

    private static final int CLEAR_ACA = 3;

    /** What an interceptor answers where there is nothing to return. */
    private static final Object HANDLED = new Object();

    /** Answers what to return instead of calling, or null to call. */
    private interface Interceptor {
        Object call(String method, Object[] arguments) throws StoreFileException;
    }

    private interface TargetInterceptor<T> {
        Object call(T target, String method, Object[] arguments) throws StoreFileException;
    }

    /** Gets every PDU that a connection has received, in place of the connection. */
    private static void onReceived(
            ChannelPipeline pipeline,
            String connection,
            BiConsumer<ChannelHandlerContext, Object> received) {
        pipeline.addBefore(
                connection,
                "bug",
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                        received.accept(ctx, message);
                    }
                });
    }

    /** A router to which all nexuses of a name are one. */
    private static CommandRouter sharedAs(
            String name, Nexus nexus, LunInventory inventory, NexusTransport transport) {
        Nexus shared = new Nexus(name, 1, nexus.targetName(), nexus.portalGroupTag());
        return CommandRouter.of(new TaskRouter(shared, inventory, transport));
    }

    /** A router that answers one function and does nothing. */
    private static CommandRouter managed(CommandRouter router, TaskManagement.Function function) {
        return proxy(
                CommandRouter.class,
                router,
                (method, arguments) ->
                        method.equals("manage")
                                        && ((TaskManagement.Request) arguments[0]).function()
                                                == function
                                ? CompletableFuture.completedFuture(
                                        TaskManagement.Response.FUNCTION_COMPLETE)
                                : null);
    }

    private static ByteBuffer copy(ByteBuffer source) {
        return ByteBuffer.allocateDirect(source.remaining()).put(source.duplicate()).flip();
    }

    private static <T> T proxy(Class<T> type, T target, Interceptor interceptor) {
        return proxy(type, target, interceptor, UnaryOperator.identity());
    }

    @SuppressWarnings("ReferenceEquality") // Object's equals is what a proxy stands in for.
    private static <T> T proxy(
            Class<T> type, T target, Interceptor interceptor, UnaryOperator<Object> results) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        interfaces(type, target),
                        (self, method, arguments) -> {
                            if (method.getName().equals("equals")) {
                                return self == arguments[0];
                            }
                            Object instead = interceptor.call(method.getName(), arguments);
                            if (instead != null) {
                                return instead == HANDLED ? null : instead;
                            }
                            return results.apply(invoke(method, target, arguments));
                        }));
    }

    /** All that the target is: a store can do more than every store has to. */
    private static Class<?>[] interfaces(Class<?> type, Object target) {
        Set<Class<?>> all = new LinkedHashSet<>(Set.of(type));
        for (Class<?> each = target.getClass(); each != null; each = each.getSuperclass()) {
            all.addAll(List.of(each.getInterfaces()));
        }
        return all.toArray(Class<?>[]::new);
    }

    private static Object invoke(Method method, Object target, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Image device(Image image, Interceptor interceptor) {
        return proxy(Image.class, image, interceptor);
    }

    private static StoreFiles withoutSync(StoreFiles files, Predicate<String> which) {
        return opened(files, which, (_, method, _) -> method.equals("sync") ? HANDLED : null);
    }

    private static StoreFiles opened(
            StoreFiles files, Predicate<String> which, TargetInterceptor<StoreFile> interceptor) {
        String[] path = new String[1];
        return proxy(
                StoreFiles.class,
                files,
                (method, arguments) -> {
                    path[0] =
                            method.equals("open") || method.equals("create")
                                    ? (String) arguments[0]
                                    : "";
                    return null;
                },
                result ->
                        result instanceof StoreFile file && which.test(path[0])
                                ? proxy(
                                        StoreFile.class,
                                        file,
                                        (method, arguments) ->
                                                interceptor.call(file, method, arguments))
                                : result);
    }

    private static ObjectStore contexts(
            ObjectStore store, TargetInterceptor<ObjectContext> interceptor) {
        return proxy(
                ObjectStore.class, store, (_, _) -> null, result -> context(result, interceptor));
    }

    private static Object context(Object result, TargetInterceptor<ObjectContext> interceptor) {
        return result instanceof ObjectContext context
                ? proxy(
                        ObjectContext.class,
                        context,
                        (method, arguments) -> interceptor.call(context, method, arguments),
                        derived -> context(derived, interceptor))
                : result;
    }
}
