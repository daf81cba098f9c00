package dev.rbdgate.simulation;

import dev.rbdgate.iscsi.session.CommandRouter;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The seams of the service at which a bug is put in: what stands in for what is behind one. */
final class Seams {

    /** What an interceptor answers where there is nothing to return. */
    static final Object HANDLED = new Object();

    /** Answers what to return instead of calling, or null to call. */
    interface Interceptor {
        Object call(String method, Object[] arguments) throws StoreFileException;
    }

    interface TargetInterceptor<T> {
        Object call(T target, String method, Object[] arguments) throws StoreFileException;
    }

    private Seams() {}

    /** Gets every PDU that a connection has received, in place of the connection. */
    static void onReceived(
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
    static CommandRouter sharedAs(
            String name, Nexus nexus, LunInventory inventory, NexusTransport transport) {
        Nexus shared = new Nexus(name, 1, nexus.targetName(), nexus.portalGroupTag());
        return CommandRouter.of(new TaskRouter(shared, inventory, transport));
    }

    /** A router that answers one function and does nothing. */
    static CommandRouter managed(CommandRouter router, TaskManagement.Function function) {
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

    /** A store that does not do some changes while there is an object whose name begins so. */
    static ObjectStore whileRecorded(
            ObjectStore store, String record, Predicate<WriteOperation> dropped) {
        boolean[] recorded = new boolean[1];
        return contexts(
                store,
                (_, method, arguments) -> {
                    if (!method.equals("write")) {
                        return null;
                    }
                    WriteOperation operation = (WriteOperation) arguments[1];
                    if (arguments[0].toString().startsWith(record)) {
                        recorded[0] = !(operation.steps().getFirst() instanceof Step.Remove);
                    } else if (recorded[0] && dropped.test(operation)) {
                        ((ObjectCompletion) arguments[2]).complete(0);
                        return HANDLED;
                    }
                    return null;
                });
    }

    static <T> T proxy(Class<T> type, T target, Interceptor interceptor) {
        return proxy(type, target, interceptor, UnaryOperator.identity());
    }

    @SuppressWarnings("ReferenceEquality") // Object's equals is what a proxy stands in for.
    static <T> T proxy(
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

    static Image device(Image image, Interceptor interceptor) {
        return proxy(Image.class, image, interceptor);
    }

    static StoreFiles withoutSync(StoreFiles files, Predicate<String> which) {
        return opened(files, which, (_, method, _) -> method.equals("sync") ? HANDLED : null);
    }

    static StoreFiles opened(
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

    static ObjectStore contexts(ObjectStore store, TargetInterceptor<ObjectContext> interceptor) {
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
