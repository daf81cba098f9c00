package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * The tokens of all units, by their identifiers. Those that have ended are remembered for a while,
 * so that whoever shows one is told what became of it.
 */
public final class RodTokens {

    private final Random random;
    private final LongSupplier nanoTime;

    /** Guarded by this. */
    private final Map<Long, RodToken> byId = new HashMap<>();

    RodTokens(Random random, LongSupplier nanoTime) {
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /**
     * Makes a token.
     *
     * @param source as its creator reaches it
     * @param targetName of the target that the creator has asked
     * @throws Refusal 05/55/0D if there are too many
     */
    public synchronized RodToken create(
            CopyUnit source, List<ByteRange> ranges, int timeoutSeconds, String targetName) {
        if (byId.size() >= CopyLimits.MAX_TOKENS) {
            long now = nanoTime.getAsLong();
            byId.values().removeIf(token -> forgotten(token, now));
        }
        if (byId.size() >= CopyLimits.MAX_TOKENS) {
            throw Refusal.illegal(
                    AdditionalSense.INSUFFICIENT_RESOURCES_TO_CREATE_ROD_TOKEN,
                    CopyLimits.MAX_TOKENS + " tokens are held");
        }
        long id;
        do {
            id = random.nextLong();
        } while (byId.containsKey(id));
        RodToken token =
                new RodToken(
                        id,
                        TokenFormat.encode(id, source, ByteRange.sum(ranges), targetName, random),
                        source,
                        ranges,
                        timeoutSeconds,
                        nanoTime.getAsLong());
        byId.put(id, token);
        source.copies().add(token);
        return token;
    }

    private static boolean forgotten(RodToken token, long now) {
        boolean over = token.isOver(now) && !token.isUsed();
        if (over) {
            token.source().copies().remove(token);
        }
        return over;
    }

    /**
     * Begins the use of a token that somebody shows. The comparison takes as long whatever differs.
     *
     * @param shown 512 bytes
     * @throws Refusal 05/23/xx if it is none, or has ended
     */
    public RodToken use(byte[] shown) {
        ByteBuffer fields = ByteBuffer.wrap(shown);
        if (fields.getInt(0) != TokenFormat.CHANGE_VULNERABLE) {
            throw Refusal.illegal(
                    AdditionalSense.UNSUPPORTED_TOKEN_TYPE,
                    "token of type %08xh".formatted(fields.getInt(0)));
        }
        if (fields.getShort(TokenFormat.LENGTH_OFFSET) != TokenFormat.LENGTH) {
            throw Refusal.illegal(AdditionalSense.INVALID_TOKEN_LENGTH, "token length");
        }
        long id = fields.getLong(TokenFormat.ID_OFFSET);
        RodToken token;
        synchronized (this) {
            token = byId.get(id);
        }
        if (token == null) {
            throw Refusal.illegal(
                    AdditionalSense.TOKEN_UNKNOWN, "token %x is unknown".formatted(id));
        }
        if (!MessageDigest.isEqual(token.encoded(), shown)) {
            throw Refusal.illegal(
                    AdditionalSense.TOKEN_CORRUPT, "token %x is not that".formatted(id));
        }
        Refusal problem = token.problem();
        if (problem != null) {
            throw problem;
        }
        token.use(nanoTime.getAsLong());
        return token;
    }

    /** Ends what {@link #use} began. */
    public void release(RodToken token) {
        token.release(nanoTime.getAsLong());
    }

    /** Ends a token for ever. */
    public void delete(RodToken token) {
        token.delete();
        token.source().copies().remove(token);
    }

    boolean isOver(RodToken token) {
        return token.isOver(nanoTime.getAsLong());
    }
}
