package org.sallyport.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.alert.Alerts;
import org.sallyport.proxy.alert.Courier;
import org.sallyport.proxy.alert.mail.MailCourier;
import org.sallyport.proxy.alert.syslog.SyslogCourier;
import org.sallyport.proxy.alert.webhook.WebhookCourier;

/** Puts alerts together: which courier brings them to which kind of target, and which names of rules are targets. Any thread. */
public final class AlertDelivery {

    private AlertDelivery() {}

    /** Couriers for every kind of target. */
    public static Courier.Maker couriers(AlertSettings settings, Clock clock) {
        return target -> switch (target) {
            case AlertSettings.Mail mail -> new MailCourier(mail, settings.timeout());
            case AlertSettings.Webhook webhook -> new WebhookCourier(webhook, settings.timeout(), clock);
            case AlertSettings.Syslog syslog -> new SyslogCourier(syslog, settings.timeout(), version());
        };
    }

    /** The program's version, as its jar says it. */
    private static String version() {
        String version = AlertDelivery.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    /** The name of this machine; {@code sallyport} when it has none. May ask a name server: not for event loops. */
    public static String gatewayName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "sallyport";
        }
    }

    /**
     * Sends a test alert to a target and waits for what comes of it, as long as the target's time-outs allow.
     *
     * @param target one of the settings'
     * @param by who wants to know, as the target is told; null: nobody in particular
     */
    public static Courier.Outcome test(AlertSettings settings, AlertSettings.Target target, @Nullable String by) {
        Clock clock = Clock.systemUTC();
        return Alerts.test(target, couriers(settings, clock), gatewayName(), clock, by);
    }

    /** A warning for each receiver of a rule that is no target. */
    static List<Problem> unknown(Path file, Rulebase rulebase, AlertSettings settings) {
        List<String> known =
                settings.targets().stream().map(AlertSettings.Target::receiver).toList();
        List<Problem> unknown = new ArrayList<>();
        for (Rulebase.Telling telling : rulebase.tellings()) {
            for (String receiver : telling.to()) {
                if (!known.contains(receiver)) {
                    unknown.add(new Problem(
                            file.toString(),
                            telling.line(),
                            telling.column(),
                            "rules[" + telling.number() + "].alert.to",
                            "'" + telling.rule() + "' has " + receiver
                                    + " told, which is none of 'alerts.targets': its alerts go into the archive and the log alone",
                            known));
                }
            }
        }
        return unknown;
    }
}
