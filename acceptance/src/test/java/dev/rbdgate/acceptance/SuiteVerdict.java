package dev.rbdgate.acceptance;

import java.util.List;

/** How one test of libiscsi's suite ended. */
sealed interface SuiteVerdict {

    /** It ran to its end. */
    record Ran() implements SuiteVerdict {}

    /**
     * It ended well without having tested everything; CUnit counts it as passed.
     *
     * @param reasons what it said
     */
    record Skipped(List<String> reasons) implements SuiteVerdict {}

    /**
     * An assertion failed, or the program ended before the test did.
     *
     * @param lines what it said
     */
    record Failed(List<String> lines) implements SuiteVerdict {}
}
