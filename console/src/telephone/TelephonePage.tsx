/** A citizen's telephone in the browser (demonstration only). Plain on purpose: it shows nothing of the inside. */
import { useEffect, useState } from "react";
import { duration } from "../format";
import { LevelMeter } from "../phone/LevelMeter";
import type { CallPhase } from "../phone/softphone";
import { useClock } from "../shell/useClock";
import { zh } from "../strings";
import { callHotline, telephone, useTelephone } from "./telephone";
import "./telephone.css";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

function wordsFor(phase: CallPhase | undefined, asking: boolean): string {
  if (asking && phase !== "dialling") return zh.telephone.askingMicrophone;
  if (phase === "talking") return zh.telephone.talking;
  if (phase === "ended") return zh.telephone.ended;
  return phase === undefined ? zh.telephone.ready : zh.telephone.dialling;
}

export default function TelephonePage() {
  const { call, obstacle, asking } = useTelephone();
  const [digits, setDigits] = useState("");
  const phase = call?.phase;
  const busy = call !== null && phase !== "ended";
  const talking = phase === "talking";
  const now = useClock(busy);

  useEffect(() => {
    document.title = zh.telephone.title;
    return () => telephone.stop();
  }, []);

  const start = () => {
    setDigits("");
    void callHotline();
  };
  const press = (tone: string) => {
    setDigits((sent) => sent + tone);
    telephone.sendDigit(tone);
  };

  return (
    <main className="telephone" data-testid="telephone" data-call={phase ?? "idle"}>
      <h1>{zh.telephone.title}</h1>
      <p>{zh.telephone.lead}</p>
      <div className="telephone-status" role="status" aria-live="polite" data-testid="telephone-status">
        {wordsFor(phase, asking)}
        {call && talking && <time data-testid="telephone-timer">{duration((now - call.since) / 1000)}</time>}
      </div>
      {call?.ending && <p className="quiet">{call.ending}</p>}
      {obstacle && (
        <p role="alert" className="telephone-problem" data-testid="telephone-problem">
          {obstacle}
        </p>
      )}
      {busy ? (
        <button type="button" className="telephone-button hangup" onClick={() => telephone.hangUp()}>
          {zh.telephone.hangUp}
        </button>
      ) : (
        <button type="button" className="telephone-button answer" disabled={asking} onClick={start}>
          {phase === "ended" ? zh.telephone.again : zh.telephone.call}
        </button>
      )}
      {busy && (
        <>
          <LevelMeter label={zh.telephone.level} stream={call.mine} testId="telephone-level" />
          <LevelMeter label={zh.telephone.levelTheirs} stream={call.theirs} testId="telephone-level-far" />
          <output className="telephone-digits" aria-live="off">
            {digits}
          </output>
          <div className="keypad" role="group" aria-label={zh.telephone.keypad}>
            {KEYS.map((tone) => (
              <button key={tone} type="button" aria-label={zh.telephone.key(tone)} disabled={!talking} onClick={() => press(tone)}>
                {tone}
              </button>
            ))}
          </div>
        </>
      )}
      <p className="quiet">{zh.telephone.hint}</p>
    </main>
  );
}
