package dev.rbdgate.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rbdgate.iscsi.auth.ChapGuard;
import dev.rbdgate.iscsi.auth.ChapTarget;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication.Credentials;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.iscsi.login.Login;
import dev.rbdgate.iscsi.login.LoginStep;
import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.text.KeyValues;
import dev.rbdgate.iscsi.text.Negotiation;
import dev.rbdgate.iscsi.text.TextFormatException;
import dev.rbdgate.iscsi.text.TextGatherer;
import dev.rbdgate.scsi.unit.LunInventory;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Text, negotiation, CHAP and the login phase: refused or answered, and nobody gets in unproven.
 */
final class LoginFuzzTest {

    private static final String TARGET = "iqn.2026-11.dev.rbdgate:t";
    private static final InetSocketAddress ADDRESS =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 3260);
    private static final int MAX_REQUESTS = 8;
    private static final int MAX_TEXT = 2048;

    /** With mutual credentials, so that all of the exchange can be reached. */
    private static final ChapAuthentication CHAP =
            new ChapAuthentication(
                    new Credentials("host", "0123456789ab"),
                    Optional.of(new Credentials("gateway", "ba9876543210")));

    @FuzzTest(maxDuration = "10m")
    void textIsPairsOrMalformed(FuzzedDataProvider input) {
        TextGatherer gatherer = new TextGatherer();
        Negotiation negotiation = new Negotiation(input.pickValue(Negotiation.Kind.values()));
        try {
            while (input.remainingBytes() > 0) {
                gatherer.add(Unpooled.wrappedBuffer(someBytes(input)));
                if (input.consumeBoolean()) {
                    Map<String, String> pairs = gatherer.take();
                    Map<String, String> again = KeyValues.parse(KeyValues.encode(pairs));
                    if (!again.equals(pairs)) {
                        throw new AssertionError(pairs + " became " + again);
                    }
                    var _ = negotiation.answer(pairs);
                }
            }
        } catch (TextFormatException refused) {
            return;
        }
        check(negotiation);
    }

    /** Of a length that is chosen: asked for as many as there may be, the first piece takes all. */
    private static byte[] someBytes(FuzzedDataProvider input) {
        return input.consumeBytes(input.consumeInt(0, MAX_TEXT));
    }

    /** What is in force stays in the ranges of RFC 7143 13, whatever was offered. */
    private static void check(Negotiation negotiation) {
        var result = negotiation.result();
        if (result.maxBurstBytes() < 512
                || result.firstBurstBytes() < 512
                || result.firstBurstBytes() > result.maxBurstBytes()
                || negotiation.describe().isEmpty()) {
            throw new AssertionError(String.valueOf(result));
        }
    }

    /** Without the secret nothing that is sent proves anything. */
    @FuzzTest(maxDuration = "10m")
    void chapKeysProveNothingWithoutTheSecret(FuzzedDataProvider input) {
        RandomGenerator random = new Random(input.consumeLong());
        ChapTarget exchange = new ChapTarget(CHAP, random);
        for (int step = 0; step < MAX_REQUESTS && input.remainingBytes() > 0; step++) {
            Map<String, String> keys = new LinkedHashMap<>();
            for (String key : List.of("CHAP_A", "CHAP_N", "CHAP_R", "CHAP_I", "CHAP_C")) {
                if (input.consumeBoolean()) {
                    keys.put(key, input.consumeString(80));
                }
            }
            var _ = exchange.receive(keys);
            if (exchange.isProven()) {
                throw new AssertionError("let in with " + keys);
            }
        }
    }

    @FuzzTest(maxDuration = "10m")
    void noSequenceOfLoginRequestsGetsPastAGrantWithChap(FuzzedDataProvider input) {
        Login login =
                new Login(
                        catalogue(),
                        ADDRESS,
                        ADDRESS,
                        new Random(1),
                        new ChapGuard(() -> 0),
                        _ -> Optional.empty());
        String names = "InitiatorName=iqn.2026-11.test:h\0TargetName=" + TARGET + "\0";
        for (int step = 0; step < MAX_REQUESTS && input.remainingBytes() > 0; step++) {
            int flags = input.consumeByte();
            byte[] text =
                    input.consumeBoolean() && step == 0
                            ? (names + input.consumeString(input.consumeInt(0, MAX_TEXT)))
                                    .getBytes(StandardCharsets.UTF_8)
                            : someBytes(input);
            LoginStep answer =
                    login.receive(
                            new LoginRequest(
                                    (flags & 0x80) != 0,
                                    (flags & 0x40) != 0,
                                    flags >> 2 & 3,
                                    flags & 3,
                                    0,
                                    input.consumeInt(0, 1),
                                    1,
                                    input.consumeInt(0, 1),
                                    1,
                                    1,
                                    1,
                                    1,
                                    Unpooled.wrappedBuffer(text)));
            if (answer instanceof LoginStep.Completed(var result, _)
                    && result.destination().isPresent()) {
                throw new AssertionError("let in: " + result);
            }
            if (answer instanceof LoginStep.Refused) {
                return;
            }
        }
    }

    private static TargetCatalogue catalogue() {
        TargetDefinition definition =
                new TargetDefinition(
                        TARGET,
                        "",
                        List.of(),
                        new LunInventory(new TreeMap<>()),
                        List.of(
                                new Grant(
                                        Grant.EVERY_INITIATOR,
                                        List.of(),
                                        Optional.of(CHAP),
                                        Optional.empty())));
        return new TargetCatalogue(Map.of(TARGET, definition), Optional.empty());
    }
}
