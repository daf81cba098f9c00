package dev.rbdgate.iscsi.login;

import dev.rbdgate.iscsi.auth.ChapGuard;
import dev.rbdgate.iscsi.catalogue.IscsiName;
import dev.rbdgate.iscsi.catalogue.Redirect;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.text.KeyValues;
import dev.rbdgate.iscsi.text.Negotiation;
import dev.rbdgate.iscsi.text.TextFormatException;
import dev.rbdgate.iscsi.text.TextGatherer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One connection's login phase, as the target sees it (RFC 7143 6.3).
 *
 * <pre>
 *   first request --> security negotiation --> operational negotiation --> full feature phase
 *        |                    |                         ^                         ^
 *        |                    +-------------------------|-------------------------+
 *        +----------------------------------------------+
 * </pre>
 *
 * A login that must be authenticated cannot pass by the security stage. Not thread-safe.
 */
public final class Login {

    /** The only version there is (RFC 7143 11.12.4). */
    public static final int VERSION = 0;

    private static final String PORTAL_GROUP_TAG = "TargetPortalGroupTag";
    private static final String TARGET_ADDRESS = "TargetAddress";
    private static final String TARGET_ALIAS = "TargetAlias";
    private static final String INITIATOR_ALIAS = "InitiatorAlias";

    private final TargetCatalogue catalogue;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final RandomGenerator random;
    private final ChapGuard guard;
    private final SessionLookup sessions;
    private final TextGatherer text = new TextGatherer();
    private @Nullable LoginRequest first;
    private Map<String, String> claims = Map.of();
    private @Nullable Negotiating negotiating;

    /** What is known once the first request's text was complete. */
    private static final class Negotiating {
        private final LoginIdentity identity;
        private final Optional<JoinableSession> session;
        private final Authentication authentication;
        private final Negotiation negotiation;
        private int stage;

        Negotiating(
                LoginIdentity identity,
                Optional<JoinableSession> session,
                Authentication authentication,
                int stage) {
            this.identity = identity;
            this.session = session;
            this.authentication = authentication;
            this.negotiation = new Negotiation(kind(identity, session));
            this.stage = stage;
        }
    }

    private static Negotiation.Kind kind(
            LoginIdentity identity, Optional<JoinableSession> session) {
        if (identity.isDiscovery()) {
            return Negotiation.Kind.DISCOVERY;
        }
        return session.isEmpty() ? Negotiation.Kind.LEADING : Negotiation.Kind.JOINING;
    }

    /**
     * @param local the address that the connection came in on
     * @param random cryptographically strong, for challenges
     * @param guard of all connections
     * @param sessions those that the connection may ask to join
     */
    public Login(
            TargetCatalogue catalogue,
            InetSocketAddress local,
            InetSocketAddress remote,
            RandomGenerator random,
            ChapGuard guard,
            SessionLookup sessions) {
        this.catalogue = catalogue;
        this.local = local;
        this.remote = remote;
        this.random = random;
        this.guard = guard;
        this.sessions = sessions;
    }

    /** The name that the initiator gave itself, whether it was let in or not. */
    public Optional<String> claimedInitiator() {
        return claimed(LoginIdentity.INITIATOR_NAME);
    }

    /** The target that the initiator asked for. */
    public Optional<String> claimedTarget() {
        return claimed(LoginIdentity.TARGET_NAME);
    }

    private Optional<String> claimed(String key) {
        return Optional.ofNullable(claims.get(key)).flatMap(IscsiName::normalize);
    }

    /** Takes one request; its data segment is not released. */
    public LoginStep receive(LoginRequest request) {
        try {
            checkHeader(request);
            text.add(request.data());
            if (request.toBeContinued()) {
                return new LoginStep.Continued(false, Map.of());
            }
            return answer(request, text.take());
        } catch (LoginRefusal refusal) {
            return new LoginStep.Refused(refusal.status(), String.valueOf(refusal.getMessage()));
        } catch (TextFormatException malformed) {
            return new LoginStep.Refused(
                    LoginStatus.INITIATOR_ERROR, String.valueOf(malformed.getMessage()));
        }
    }

    private void checkHeader(LoginRequest request) throws LoginRefusal {
        if (request.versionMin() > VERSION) {
            throw new LoginRefusal(
                    LoginStatus.UNSUPPORTED_VERSION, "version " + request.versionMin());
        }
        if (request.toBeContinued() && request.transit()) {
            throw new LoginRefusal(LoginStatus.INITIATOR_ERROR, "both T and C set");
        }
        if (request.transit() && !Stage.isTransition(request.currentStage(), request.nextStage())) {
            throw new LoginRefusal(
                    LoginStatus.INITIATOR_ERROR,
                    "stage " + request.currentStage() + " to " + request.nextStage());
        }
        if (first == null) {
            if (request.currentStage() > Stage.OPERATIONAL_NEGOTIATION) {
                throw new LoginRefusal(
                        LoginStatus.INITIATOR_ERROR, "starts in stage " + request.currentStage());
            }
            first = request;
        } else if (request.isid() != first.isid()
                || request.tsih() != first.tsih()
                || request.cid() != first.cid()
                || request.initiatorTaskTag() != first.initiatorTaskTag()) {
            throw new LoginRefusal(
                    LoginStatus.INITIATOR_ERROR, "ISID, TSIH, CID or task tag changed");
        }
    }

    /** The session that a TSIH asks to join; its nexus must be the same (RFC 7143 6.3.1). */
    private Optional<JoinableSession> joined(LoginRequest request, LoginIdentity identity)
            throws LoginRefusal {
        if (request.tsih() == 0) {
            return Optional.empty();
        }
        JoinableSession session =
                sessions.find(request.tsih())
                        .filter(found -> identity.isNexus(found.nexus(), request.isid()))
                        .orElseThrow(() ->
                                new LoginRefusal(
                                        LoginStatus.SESSION_DOES_NOT_EXIST,
                                        "TSIH " + request.tsih()));
        if (!session.hasRoomFor(request.cid())) {
            throw new LoginRefusal(
                    LoginStatus.TOO_MANY_CONNECTIONS,
                    "more than " + session.parameters().maxConnections() + " connections");
        }
        return Optional.of(session);
    }

    private LoginStep answer(LoginRequest request, Map<String, String> keys)
            throws LoginRefusal, TextFormatException {
        Map<String, String> answers = new LinkedHashMap<>();
        Negotiating current = negotiating;
        if (current == null) {
            claims = Map.copyOf(keys);
            LoginIdentity identity = LoginIdentity.of(keys, catalogue, local, remote);
            current =
                    new Negotiating(
                            identity,
                            joined(request, identity),
                            new Authentication(
                                    identity.authentication(),
                                    random,
                                    guard,
                                    remote.getAddress(),
                                    identity.credentialsName()),
                            request.currentStage());
            negotiating = current;
            declare(identity, answers);
        }
        if (request.currentStage() != current.stage) {
            throw new LoginRefusal(
                    LoginStatus.INITIATOR_ERROR,
                    "CSG " + request.currentStage() + " in stage " + current.stage);
        }
        Map<String, String> offers = withoutIdentity(keys, current.identity);
        if (current.stage == Stage.SECURITY_NEGOTIATION) {
            answers.putAll(current.authentication.answer(offers));
        } else {
            requireAuthentication(current);
            answers.putAll(current.negotiation.answer(offers));
        }
        if (current.authentication.isSatisfied()) {
            // Where the target is now is for those only who may use it.
            Optional<Redirect> redirect =
                    current.identity.destination().flatMap(to -> to.target().redirect());
            if (redirect.isPresent() && current.session.isEmpty()) {
                return redirected(redirect.get(), answers);
            }
        }
        if (!request.transit() || current.authentication.isUnderWay()) {
            return new LoginStep.Continued(false, answers);
        }
        requireAuthentication(current);
        current.stage = request.nextStage();
        return current.stage == Stage.FULL_FEATURE_PHASE
                ? new LoginStep.Completed(result(request, current), answers)
                : new LoginStep.Continued(true, answers);
    }

    private static LoginStep redirected(Redirect redirect, Map<String, String> answers) {
        Map<String, String> keys = new LinkedHashMap<>(answers);
        keys.put(TARGET_ADDRESS, redirect.targetAddress());
        return new LoginStep.Refused(
                redirect.permanent()
                        ? LoginStatus.MOVED_PERMANENTLY
                        : LoginStatus.MOVED_TEMPORARILY,
                "the target is at " + redirect.targetAddress(),
                keys);
    }

    /** What the first response of a normal session has to say (RFC 7143 13.9). */
    private static void declare(LoginIdentity identity, Map<String, String> answers) {
        identity.destination()
                .ifPresent(destination -> {
                    answers.put(PORTAL_GROUP_TAG, String.valueOf(destination.portalGroup()));
                    String alias = destination.target().alias();
                    if (!alias.isEmpty()) {
                        answers.put(TARGET_ALIAS, alias);
                    }
                });
    }

    private static void requireAuthentication(Negotiating current) throws LoginRefusal {
        if (!current.authentication.isSatisfied()) {
            throw new LoginRefusal(LoginStatus.AUTHENTICATION_FAILURE, "CHAP needed, and not done");
        }
    }

    /** Takes the keys away that name the two sides; libiscsi repeats them in the second stage. */
    private static Map<String, String> withoutIdentity(
            Map<String, String> keys, LoginIdentity identity) throws LoginRefusal {
        Map<String, String> rest = new LinkedHashMap<>(keys);
        String alias = rest.remove(INITIATOR_ALIAS);
        if (alias != null
                && alias.getBytes(StandardCharsets.UTF_8).length > KeyValues.MAX_SIMPLE_BYTES) {
            throw new LoginRefusal(LoginStatus.INITIATOR_ERROR, INITIATOR_ALIAS + " too long");
        }
        for (String name :
                new String[] {
                    LoginIdentity.INITIATOR_NAME,
                    LoginIdentity.TARGET_NAME,
                    LoginIdentity.SESSION_TYPE
                }) {
            String value = rest.remove(name);
            if (value != null && !value.equals(identity.named().get(name))) {
                throw new LoginRefusal(LoginStatus.INITIATOR_ERROR, name + " changed");
            }
        }
        return rest;
    }

    private static LoginResult result(LoginRequest request, Negotiating current) {
        return new LoginResult(
                current.identity.initiatorName(),
                request.isid(),
                request.tsih(),
                request.cid(),
                current.identity.destination(),
                current.session
                        .map(session -> session.parameters().joinedBy(current.negotiation.result()))
                        .orElseGet(current.negotiation::result),
                current.negotiation.describe());
    }
}
