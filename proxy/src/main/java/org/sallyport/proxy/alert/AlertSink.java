package org.sallyport.proxy.alert;

import org.sallyport.archive.ArchiveRecord;
import org.sallyport.protocols.decision.Duty;

/** Where alerts are handed in. Any thread, event loops among them; returns at once and does not throw. */
public interface AlertSink {

    /**
     * Has somebody told of a record.
     *
     * @param alert one of its decision's duties
     * @param sequence the record's number in the journal; 0 when it is not there
     */
    void raise(ArchiveRecord record, Duty.Alert alert, long sequence);

    /** Tells nobody. */
    AlertSink NONE = (record, alert, sequence) -> {};
}
