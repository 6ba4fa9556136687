/** The microphone, and in plain words why it cannot be had. */
import { zh } from "../strings";

export class MicrophoneError extends Error {}

/**
 * How the voice is treated on its way. An agent wears a headset: nothing is touched, so that the recording is what was said.
 * A citizen speaks to a loudspeaker: its echo is taken out.
 */
export type VoicePath = "headset" | "loudspeaker";

function wanted(path: VoicePath): MediaStreamConstraints {
  const treated = path === "loudspeaker";
  return {
    audio: { channelCount: 1, echoCancellation: treated, noiseSuppression: treated, autoGainControl: treated },
    video: false,
  };
}

const words: Partial<Record<string, string>> = zh.microphone;

/** One voice from the default microphone; asks for permission where none was given yet. */
export async function openMicrophone(path: VoicePath): Promise<MediaStream> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new MicrophoneError(words.insecure);
  try {
    return await devices.getUserMedia(wanted(path));
  } catch (error) {
    const name = error instanceof Error ? error.name : "other";
    throw new MicrophoneError(words[name] ?? words.other);
  }
}

/** Asks for the permission ahead of the first call, and lets go of the microphone again. */
export async function checkMicrophone(): Promise<void> {
  const voice = await openMicrophone("headset");
  for (const track of voice.getTracks()) track.stop();
}
