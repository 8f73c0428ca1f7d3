/* Favourites: star buttons on the cards of a programme and on a session's page. A visitor's favourites are stored on the
   device; those of a signed-in reader are stored with their agenda, into which the ones on the device are imported. Without
   this script a signed-in reader has a form on the session's page (templates/public/session.html). */

const STORAGE_PREFIX = "eventdesk.favourites.";

/** Return the session codes stored on this device for an event. */
function load(event) {
  try {
    const codes = JSON.parse(localStorage.getItem(STORAGE_PREFIX + event) || "[]");
    return Array.isArray(codes) ? codes.filter((code) => typeof code === "string") : [];
  } catch {
    return [];
  }
}

/** Return the events that have favourites stored on this device. */
function storedEvents() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(STORAGE_PREFIX));
    return keys.map((key) => key.slice(STORAGE_PREFIX.length));
  } catch {
    return [];
  }
}

/** Store the session codes of an event on this device; an empty list removes the entry. */
function save(event, codes) {
  if (codes.length) localStorage.setItem(STORAGE_PREFIX + event, JSON.stringify(codes));
  else localStorage.removeItem(STORAGE_PREFIX + event);
}

/** Post to the server as the signed-in reader. Throws unless the server reports success. */
async function post(url, token, fields = {}) {
  const body = new URLSearchParams({ csrf_token: token, ...fields });
  const response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response;
}

/** Move an event's favourites from this device to the reader's account. Return all of theirs, or null if there were none
    on the device. */
async function importDevice(event, url, token) {
  const codes = load(event);
  if (!codes.length) return null;
  const response = await post(url, token, { codes: codes.join(" ") });
  save(event, []);
  return (await response.json()).starred;
}

/** The favourites of the event that the page is about. */
class Favourites {
  constructor(element) {
    this.config = element.dataset;
    this.isSignedIn = "token" in this.config;
    this.codes = new Set(this.isSignedIn ? this.config.codes.split(" ").filter(Boolean) : load(this.config.event));
    this.buttons = new Map();
    this.listeners = [];
    this.error = document.querySelector('[data-part="favourite-error"]');
  }

  has(code) {
    return this.codes.has(code);
  }

  /** Return the button that all others are cloned from, because a programme has hundreds: a toggle. */
  buttonTemplate() {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = '<svg class="ed-icon" aria-hidden="true"><use/></svg><span></span><span class="visually-hidden"></span>';
    const [icon, label] = [button.querySelector("use"), button.querySelector("span")];
    button.setAttribute("aria-pressed", "false");
    icon.setAttribute("href", `${this.config.icons}#star`);
    label.textContent = this.config.label;
    return button;
  }

  /** Return a button for a session: on its card a toggle, which screen readers name by `title` too; on its own page, without
      a title, a button that says what it does. */
  createButton(code, title, classes) {
    this.template ||= this.buttonTemplate();
    const button = this.template.cloneNode(true);
    button.className = classes;
    if (title) {
      button.lastChild.textContent = `: ${title}`;
    } else {
      button.removeAttribute("aria-pressed");
      button.lastChild.remove();
      button.lastChild.textContent = this.config.labelOff;
    }
    button.addEventListener("click", () => this.toggle(code));
    this.buttons.set(code, [...(this.buttons.get(code) || []), button]);
    if (this.has(code)) this.render(code);
    return button;
  }

  render(code) {
    const on = this.has(code);
    for (const button of this.buttons.get(code) || []) {
      button.querySelector("use").setAttribute("href", `${this.config.icons}#${on ? "star-fill" : "star"}`);
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(on));
      else button.querySelector("span").textContent = on ? this.config.labelOn : this.config.labelOff;
    }
  }

  renderAll() {
    for (const code of this.buttons.keys()) this.render(code);
    for (const listener of this.listeners) listener();
  }

  set(code, on) {
    if (on) this.codes.add(code);
    else this.codes.delete(code);
    this.renderAll();
  }

  /** Add or remove a favourite. The button changes at once, and back again if saving fails. */
  async toggle(code) {
    const on = !this.has(code);
    this.set(code, on);
    try {
      if (this.isSignedIn) {
        const page = `/events/${this.config.event}/sessions/${encodeURIComponent(code)}/`;
        await post(`${page}star${on ? "" : "/remove"}`, this.config.token);
      } else {
        // Another window may have changed the stored favourites meanwhile.
        const codes = new Set(load(this.config.event));
        if (on) codes.add(code);
        else codes.delete(code);
        save(this.config.event, [...codes]);
      }
      if (this.error) this.error.textContent = "";
    } catch {
      this.set(code, !on);
      if (this.error) this.error.textContent = this.error.dataset.message;
    }
  }

  async importDevice() {
    try {
      const codes = await importDevice(this.config.event, this.config.url, this.config.token);
      if (codes) this.codes = new Set(codes);
      if (codes) this.renderAll();
    } catch {
      /* They stay on the device, and the next page tries again. */
    }
  }
}

/** Add a button to every card that links to a session of this event. */
function addCardButtons(favourites) {
  for (const card of document.querySelectorAll(".ed-session:not(.is-break)")) {
    const link = card.querySelector("h3 > a, h4 > a");
    const [, event, code] = link?.getAttribute("href").match(/^\/events\/([^/]+)\/sessions\/([^/?]+)\//) || [];
    if (event !== favourites.config.event) continue;
    card.dataset.code = decodeURIComponent(code);
    card.append(favourites.createButton(card.dataset.code, link.textContent, "ed-favourite"));
  }
}

/** Replace the form on a session's page, which works without a script, by a button. */
function addPageButton(favourites) {
  const slot = document.querySelector('[data-part="favourite-button"]');
  if (slot) slot.replaceChildren(favourites.createButton(slot.dataset.code, "", "ed-button"));
}

/** Make the filter button show favourites only. The address records it, so that links to other days keep the filter. */
function addFilter(favourites, button) {
  const empty = document.querySelector('[data-part="no-favourites"]');
  const count = document.querySelector('[data-part="count"]');
  const totalText = count.textContent;
  const icon = button.querySelector("use");
  const label = button.lastChild;
  let on = false;

  const render = () => {
    const cards = [...document.querySelectorAll(".ed-part .ed-session")];
    const matches = new Set(cards.map((card) => card.dataset.code).filter((code) => code && favourites.has(code)));
    button.setAttribute("aria-pressed", String(on));
    icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, on ? "#star-fill" : "#star"));
    label.textContent = ` ${button.dataset.label}${favourites.codes.size ? ` (${favourites.codes.size})` : ""}`;
    for (const card of cards) card.hidden = on && !matches.has(card.dataset.code);
    for (const part of document.querySelectorAll(".ed-programme, .ed-part")) {
      part.hidden = on && !part.querySelector(".ed-session:not([hidden])");
    }
    empty.hidden = !on || matches.size > 0;
    count.textContent = on ? `${button.dataset.label}: ${matches.size}` : totalText;
  };
  const setFilter = (isOn) => {
    on = isOn;
    history.replaceState(null, "", on ? "#starred" : location.pathname + location.search);
    for (const link of document.querySelectorAll(".ed-days a, .ed-view-tabs a")) link.hash = on ? "starred" : "";
    render();
  };

  button.addEventListener("click", () => setFilter(!on));
  favourites.listeners.push(render);
  if (location.hash === "#starred") setFilter(true);
  else render();
}

const element = document.querySelector('[data-module="favourites"]');
if (element) {
  const favourites = new Favourites(element);
  addCardButtons(favourites);
  addPageButton(favourites);
  const button = document.querySelector('[data-part="favourites-filter"]');
  if (button) addFilter(favourites, button);
  if (favourites.isSignedIn) favourites.importDevice();
}

/* My agenda imports what the device stores for any event, and reloads to show it. */
const agenda = document.querySelector('[data-module="import-favourites"]');
if (agenda) {
  const imports = storedEvents().map((event) => {
    const url = `/events/${encodeURIComponent(event)}/stars`;
    return importDevice(event, url, agenda.dataset.token).catch(() => null);
  });
  if ((await Promise.all(imports)).some(Boolean)) location.reload();
}
