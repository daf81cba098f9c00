package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.auth.ChapGuard;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What all connections of a target service share. Thread-safe.
 *
 * @param catalogue what is served now
 * @param advertise {@code host:port} for SendTargets
 * @param peerLog for what initiators do
 * @param slowCommands logs what took long
 * @param initiatorLimits holds commands of initiators back
 * @param nanoTime a clock as {@link System#nanoTime}, that commands are timed by
 * @param random cryptographically strong
 * @param chapGuard counts wrong proofs
 * @param allocator of direct, pooled buffers
 */
public record TargetEnvironment(
        Supplier<TargetCatalogue> catalogue,
        List<String> advertise,
        SessionRegistry registry,
        Timeouts timeouts,
        CommandRouter.Factory routers,
        TargetObserver observer,
        PeerLog peerLog,
        SlowCommands slowCommands,
        InitiatorLimits initiatorLimits,
        LongSupplier nanoTime,
        RandomGenerator random,
        ChapGuard chapGuard,
        ByteBufAllocator allocator) {}
