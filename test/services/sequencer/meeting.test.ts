import { expect } from "chai";
import { Meeting } from "../../../services/sequencer/meeting.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("meeting", () => {
  it("f3: runs jobs side by side, and one alone when they rest, before those that come later", async () => {
    const meeting = new Meeting();
    const events: string[] = [];
    const gates = new Map<string, () => void>();
    const job = (name: string) => async (): Promise<void> => {
      events.push(`+${name}`);
      await new Promise<void>((resolve) => gates.set(name, resolve));
      events.push(`-${name}`);
    };
    const open = async (name: string): Promise<void> => {
      gates.get(name)!();
      await turn();
    };
    const all = [meeting.apart(job("a")), meeting.apart(job("b"))];
    all.push(meeting.together(job("G")), meeting.together(job("H")), meeting.apart(job("c")));
    await turn();
    expect(events).to.deep.equal(["+a", "+b"]);
    await open("a");
    expect(events).to.deep.equal(["+a", "+b", "-a"]);
    for (const name of ["b", "G", "H", "c"]) await open(name);
    await Promise.all(all);
    expect(events).to.deep.equal(["+a", "+b", "-a", "-b", "+G", "-G", "+H", "-H", "+c", "-c"]);
  });

  it("goes on after a job that failed", async () => {
    const meeting = new Meeting();
    const failed = meeting.together(() => Promise.reject(new Error("no")));
    const after = [meeting.together(async () => 1), meeting.apart(async () => 2)];
    expect(await failed.catch((err: Error) => err.message)).to.equal("no");
    expect(await Promise.all(after)).to.deep.equal([1, 2]);
    const apart = meeting.apart(() => Promise.reject(new Error("nor this")));
    const last = meeting.together(async () => 3);
    expect(await apart.catch((err: Error) => err.message)).to.equal("nor this");
    expect(await last).to.equal(3);
  });
});
