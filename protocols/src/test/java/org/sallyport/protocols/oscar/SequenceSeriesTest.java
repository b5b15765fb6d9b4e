package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceSeriesTest {

    private final SequenceSeries series = new SequenceSeries();

    @Test
    void leavesNumbersAloneWhileNothingChanged() {
        assertThat(series.passing(0x1234)).isEqualTo(0x1234);
        assertThat(series.passing(0x1235)).isEqualTo(0x1235);
        // Not ours to mend.
        assertThat(series.passing(0x2000)).isEqualTo(0x2000);
        assertThat(series.own()).isEqualTo(0x2001);
    }

    @Test
    void closesTheGapOfADroppedFrame() {
        series.passing(5);
        series.dropped(6);
        assertThat(series.passing(7)).isEqualTo(6);
        assertThat(series.passing(8)).isEqualTo(7);
    }

    @Test
    void makesRoomForAnAddedFrame() {
        series.passing(5);
        assertThat(series.own()).isEqualTo(6);
        assertThat(series.passing(6)).isEqualTo(7);
        series.dropped(7);
        assertThat(series.passing(8)).isEqualTo(8);
    }

    @Test
    void beginsWhereTheFirstDroppedFrameWouldHave() {
        series.dropped(0x64);
        assertThat(series.passing(0x65)).isEqualTo(0x64);
    }

    @Test
    void beginsByItselfWhenItSpeaksFirst() {
        int own = series.own();
        assertThat(series.passing(0x7A2B)).isEqualTo(own + 1);
    }

    @Test
    void countsAllSixteenBitsByDefault() {
        series.passing(0xFFFE);
        assertThat(series.own()).isEqualTo(0xFFFF);
        assertThat(series.passing(0xFFFF)).isEqualTo(0);
        assertThat(series.passing(0)).isEqualTo(1);
    }

    @Test
    void wrapsWhereTheSenderIsSeenToWrap() {
        series.passing(0x7FFF);
        series.passing(0);
        series.dropped(1);
        for (int seen = 2; seen <= 0x7FFF; seen++) {
            assertThat(series.passing(seen)).isEqualTo(seen - 1);
        }
        assertThat(series.passing(0)).isEqualTo(0x7FFF);
        assertThat(series.passing(1)).isEqualTo(0);
    }

    @Test
    void foldsWhenTheWrapIsSeenAfterAnAddition() {
        series.passing(0x7FFE);
        series.own();
        assertThat(series.passing(0x7FFF)).isEqualTo(0x8000);
        assertThat(series.passing(0)).isEqualTo(1);
    }
}
