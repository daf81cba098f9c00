package dev.rbdgate.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {

    private static final Map.Entry<String, String> OUR_SEGMENTS =
            entry("MaxRecvDataSegmentLength", "262144");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HeaderDigest | None | None",
                "HeaderDigest | CRC32C,None | CRC32C",
                "HeaderDigest | None,CRC32C | None",
                "HeaderDigest | X-other,CRC32C | CRC32C",
                "HeaderDigest | X-other | Reject",
                "DataDigest | CRC32C | CRC32C",
                "MaxConnections | 8 | 4",
                "MaxConnections | 0 | Reject",
                "MaxConnections | 65536 | Reject",
                "InitialR2T | No | No",
                "InitialR2T | Yes | Yes",
                "InitialR2T | yes | Reject",
                "ImmediateData | Yes | Yes",
                "ImmediateData | No | No",
                "ImmediateData | 1 | Reject",
                "MaxBurstLength | 16776192 | 1048576",
                "MaxBurstLength | 8192 | 8192",
                "MaxBurstLength | 0x2000 | 8192",
                "MaxBurstLength | 511 | Reject",
                "MaxBurstLength | 16777216 | Reject",
                "MaxBurstLength | many | Reject",
                "MaxBurstLength | -1 | Reject",
                "MaxBurstLength | 99999999999999999999 | Reject",
                "FirstBurstLength | 65536 | 65536",
                "FirstBurstLength | 16777215 | 262144",
                "DefaultTime2Wait | 0 | 2",
                "DefaultTime2Wait | 60 | 60",
                "DefaultTime2Wait | 3601 | Reject",
                "DefaultTime2Retain | 20 | 0",
                "MaxOutstandingR2T | 1 | 1",
                "MaxOutstandingR2T | 32 | 8",
                "DataPDUInOrder | No | Yes",
                "DataSequenceInOrder | No | Yes",
                "ErrorRecoveryLevel | 2 | 0",
                "ErrorRecoveryLevel | 3 | Reject",
                "TaskReporting | ResponseFence,RFC3720 | RFC3720",
                "TaskReporting | FastAbort | Reject",
                "iSCSIProtocolLevel | 31 | 2",
                "iSCSIProtocolLevel | 2 | 2",
                "iSCSIProtocolLevel | 1 | 1",
                "iSCSIProtocolLevel | 0 | 0",
                "iSCSIProtocolLevel | 32 | Reject",
                "IFMarker | Yes | No",
                "OFMarker | No | No",
                "IFMarkInt | 2048 | Irrelevant",
                "OFMarkInt | 2048 | Irrelevant",
                "X-com.example.key | 1 | NotUnderstood",
                "Nonsense | 1 | NotUnderstood"
            })
    void offerGetsItsAnswer(String key, String offer, String answer) throws TextFormatException {
        assertThat(new Negotiation(Negotiation.Kind.LEADING).answer(Map.of(key, offer)))
                .containsExactly(entry(key, answer), OUR_SEGMENTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MaxConnections",
                "InitialR2T",
                "ImmediateData",
                "MaxBurstLength",
                "FirstBurstLength",
                "MaxOutstandingR2T",
                "DataPDUInOrder",
                "DataSequenceInOrder",
                "TaskReporting"
            })
    void someKeysAreIrrelevantToADiscoverySession(String key) throws TextFormatException {
        assertThat(new Negotiation(Negotiation.Kind.DISCOVERY).answer(Map.of(key, "1")))
                .containsExactly(entry(key, "Irrelevant"), OUR_SEGMENTS);
    }

    @Test
    void defaultsAreThoseOfTheStandard() {
        SessionParameters parameters = new Negotiation(Negotiation.Kind.LEADING).result();
        assertThat(parameters)
                .isEqualTo(
                        new SessionParameters(
                                false, false, true, true, 8192, 8192, 262144, 65536, 1, 2, 1, 1));
    }

    @Test
    void agreedValuesAreInForce() throws TextFormatException {
        Negotiation negotiation = new Negotiation(Negotiation.Kind.LEADING);
        Map<String, String> offers = new LinkedHashMap<>();
        offers.put("FirstBurstLength", "262144");
        offers.put("HeaderDigest", "CRC32C");
        offers.put("MaxBurstLength", "131072");
        offers.put("InitialR2T", "No");
        offers.put("MaxRecvDataSegmentLength", "65536");
        offers.put("MaxOutstandingR2T", "4");
        assertThat(negotiation.answer(offers))
                .containsEntry("FirstBurstLength", "131072")
                .containsEntry("MaxBurstLength", "131072");
        assertThat(negotiation.result())
                .isEqualTo(
                        new SessionParameters(
                                true, false, false, true, 262144, 65536, 131072, 131072, 4, 2, 1,
                                1));
        assertThat(negotiation.describe())
                .containsEntry("MaxRecvDataSegmentLength", "65536")
                .containsEntry("InitialR2T", "No")
                .doesNotContainKey("IFMarker");
    }

    @Test
    void rejectedOfferLeavesTheDefault() throws TextFormatException {
        Negotiation negotiation = new Negotiation(Negotiation.Kind.LEADING);
        negotiation.answer(Map.of("MaxBurstLength", "0"));
        assertThat(negotiation.result().maxBurstBytes()).isEqualTo(262144);
    }

    @Test
    void firstBurstIsIrrelevantWithoutUnsolicitedData() throws TextFormatException {
        assertThat(
                        new Negotiation(Negotiation.Kind.LEADING)
                                .answer(
                                        Map.of(
                                                "InitialR2T", "Yes",
                                                "ImmediateData", "No",
                                                "FirstBurstLength", "65536")))
                .containsEntry("FirstBurstLength", "Irrelevant");
    }

    @Test
    void ourSegmentLengthIsDeclaredOnce() throws TextFormatException {
        Negotiation negotiation = new Negotiation(Negotiation.Kind.LEADING);
        assertThat(negotiation.answer(Map.of())).containsExactly(OUR_SEGMENTS);
        assertThat(negotiation.answer(Map.of())).isEmpty();
    }

    @Test
    void keyCannotBeNegotiatedTwice() throws TextFormatException {
        Negotiation negotiation = new Negotiation(Negotiation.Kind.LEADING);
        negotiation.answer(Map.of("InitialR2T", "No"));
        assertThatThrownBy(() -> negotiation.answer(Map.of("InitialR2T", "No")))
                .isInstanceOf(TextFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"511", "16777216", "0", "lots"})
    void segmentLengthOutOfRangeCannotBeAnswered(String value) {
        assertThatThrownBy(() ->
                        new Negotiation(Negotiation.Kind.LEADING)
                                .answer(Map.of("MaxRecvDataSegmentLength", value)))
                .isInstanceOf(TextFormatException.class);
    }

    @Test
    void inFullFeaturePhaseOnlyTheSegmentLengthCanBeDeclaredAnew() throws TextFormatException {
        int[] declared = new int[1];
        Declarations declarations = new Declarations(bytes -> declared[0] = bytes);
        assertThat(declarations.answer("MaxRecvDataSegmentLength", "1024")).isEmpty();
        assertThat(declared[0]).isEqualTo(1024);
        assertThat(declarations.answer("MaxBurstLength", "1024")).contains("Reject");
        assertThat(declarations.answer("X-else", "1")).contains("NotUnderstood");
        assertThatThrownBy(() -> declarations.answer("MaxRecvDataSegmentLength", "1"))
                .isInstanceOf(TextFormatException.class);
    }
}
