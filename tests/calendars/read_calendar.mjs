// Reads a calendar file on standard input with ical.js and prints what that library understood, as JSON.
// Time zones are taken from the file alone: a TZID that the file does not define makes this fail.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
const zones = new Map(
  calendar.getAllSubcomponents("vtimezone").map((component) => {
    const zone = new ICAL.Timezone(component);
    return [zone.tzid, zone];
  }),
);

function instant(property) {
  if (property === null) return null;
  const time = property.getFirstValue();
  const tzid = property.getParameter("tzid");
  if (tzid !== undefined) {
    if (!zones.has(tzid)) throw new Error(`no VTIMEZONE for ${tzid}`);
    time.zone = zones.get(tzid);
  } else if (time.zone !== ICAL.Timezone.utcTimezone) {
    throw new Error("a time without a zone");
  }
  return time.convertToZone(ICAL.Timezone.utcTimezone).toString();
}

const value = (component, name) => component.getFirstPropertyValue(name);

const events = calendar.getAllSubcomponents("vevent").map((event) => ({
  uid: value(event, "uid"),
  sequence: value(event, "sequence"),
  starts_at: instant(event.getFirstProperty("dtstart")),
  ends_at: instant(event.getFirstProperty("dtend")),
  last_modified: instant(event.getFirstProperty("last-modified")),
  summary: value(event, "summary"),
  description: value(event, "description"),
  location: value(event, "location"),
  status: value(event, "status"),
  url: value(event, "url"),
  categories: event.getFirstProperty("categories")?.getValues() ?? [],
}));

process.stdout.write(
  JSON.stringify({ name: value(calendar, "name"), refresh: String(value(calendar, "refresh-interval")), events }),
);
