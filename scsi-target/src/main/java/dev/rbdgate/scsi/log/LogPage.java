package dev.rbdgate.scsi.log;

import java.util.List;

/** A log page with parameters. */
interface LogPage {

    int page();

    /** In ascending order of their codes. */
    List<LogParameter> parameters(LogSource source);

    /** Sets the counters of this page to zero; lists stay. */
    void reset(UnitCounters counters);
}
