package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.catalogue.Access;
import dev.rbdgate.iscsi.catalogue.IscsiName;
import dev.rbdgate.iscsi.catalogue.TargetAddresses;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.iscsi.text.Declarations;
import dev.rbdgate.iscsi.text.TextFormatException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a session in full feature phase answers to keys: SendTargets above all (RFC 7143 Appendix
 * C). An initiator learns only of targets that it may log in to from where it is.
 */
final class TextAnswers implements TextExchange.Answers {

    private static final String SEND_TARGETS = "SendTargets";
    private static final String ALL = "All";
    private static final String REJECT = "Reject";
    private static final String TARGET_NAME = "TargetName";
    private static final String TARGET_ADDRESS = "TargetAddress";

    private final Supplier<TargetCatalogue> catalogue;
    private final List<String> advertise;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final String initiatorName;
    private final Optional<String> ownTarget;
    private final Declarations declarations;

    /**
     * @param ownTarget the target of a normal session, which tells of no other
     */
    TextAnswers(
            Supplier<TargetCatalogue> catalogue,
            List<String> advertise,
            InetSocketAddress local,
            InetSocketAddress remote,
            String initiatorName,
            Optional<String> ownTarget,
            Declarations declarations) {
        this.catalogue = catalogue;
        this.advertise = advertise;
        this.local = local;
        this.remote = remote;
        this.initiatorName = initiatorName;
        this.ownTarget = ownTarget;
        this.declarations = declarations;
    }

    @Override
    public List<Map.Entry<String, String>> answer(Map<String, String> keys)
            throws TextFormatException {
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        for (Map.Entry<String, String> key : keys.entrySet()) {
            if (key.getKey().equals(SEND_TARGETS)) {
                answers.addAll(sendTargets(key.getValue()));
            } else {
                declarations
                        .answer(key.getKey(), key.getValue())
                        .ifPresent(answer -> answers.add(Map.entry(key.getKey(), answer)));
            }
        }
        return answers;
    }

    private List<Map.Entry<String, String>> sendTargets(String which) {
        Optional<String> name = IscsiName.normalize(which);
        Predicate<TargetDefinition> asked;
        if (ownTarget.isPresent()) {
            boolean own = which.isEmpty() || name.equals(ownTarget);
            if (!own) {
                return List.of(Map.entry(SEND_TARGETS, REJECT));
            }
            asked = target -> target.name().equals(ownTarget.get());
        } else if (which.equals(ALL)) {
            asked = _ -> true;
        } else if (name.isPresent()) {
            asked = target -> target.name().equals(name.get());
        } else {
            return List.of(Map.entry(SEND_TARGETS, REJECT));
        }
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        catalogue.get().targets().values().stream()
                .filter(asked)
                .filter(target ->
                        Access.grant(target, initiatorName, remote.getAddress()).isPresent())
                .sorted(Comparator.comparing(TargetDefinition::name))
                .forEach(target -> {
                    answers.add(Map.entry(TARGET_NAME, target.name()));
                    TargetAddresses.of(target, advertise, local)
                            .forEach(address -> answers.add(Map.entry(TARGET_ADDRESS, address)));
                });
        return answers;
    }
}
