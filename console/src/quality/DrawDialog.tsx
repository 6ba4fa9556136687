/** A sample is drawn: calls or orders of which days, and how many of each agent. */
import { App, DatePicker, Form, InputNumber, Modal, Radio, Segmented } from "antd";
import { useMutation } from "@tanstack/react-query";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { quality } from "../api/endpoints";
import type { DrawRequest } from "../api/types";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcutsPaused } from "../shell/useShortcuts";
import { zh } from "../strings";

const words = zh.quality.draw;
const DAY = "YYYY-MM-DD";
const MOST = { per_agent: 50, share: 100 };
type Sizing = keyof typeof MOST;

interface Props {
  onClose: () => void;
  onDrawn: () => void;
}

export function DrawDialog({ onClose, onDrawn }: Props) {
  useShortcutsPaused();
  const { message } = App.useApp();
  const [kind, setKind] = useState<DrawRequest["kind"]>("call");
  const [days, setDays] = useState<[Dayjs, Dayjs]>(() => [dayjs().subtract(7, "day"), dayjs()]);
  const [by, setBy] = useState<Sizing>("per_agent");
  const [size, setSize] = useState(2);
  const drawing = useMutation({
    mutationFn: () => quality.draw({ kind, begin: days[0].format(DAY), end: days[1].format(DAY), [by]: size }),
    onSuccess: ({ drawn, eligible }) => {
      void (drawn > 0 ? message.success : message.info)(words.done(drawn, eligible));
      onDrawn();
    },
  });
  return (
    <Modal
      open
      title={words.title}
      okText={words.go}
      okButtonProps={{ loading: drawing.isPending }}
      onOk={() => drawing.mutate()}
      onCancel={onClose}
    >
      <p className="quiet">{words.hint}</p>
      <Form layout="vertical">
        <Form.Item label={words.kind}>
          <Radio.Group value={kind} onChange={(event) => setKind(event.target.value as DrawRequest["kind"])}>
            <Radio value="call">{words.kinds.call}</Radio>
            <Radio value="order">{words.kinds.order}</Radio>
          </Radio.Group>
        </Form.Item>
        <Form.Item label={words.days}>
          <DatePicker.RangePicker
            allowClear={false}
            value={days}
            onChange={(chosen) => chosen?.[0] && chosen[1] && setDays([chosen[0], chosen[1]])}
          />
        </Form.Item>
        <Form.Item label={words.size}>
          <div className="quality-size">
            <Segmented<Sizing>
              value={by}
              onChange={(chosen) => {
                setBy(chosen);
                setSize(Math.min(size, MOST[chosen]));
              }}
              options={[
                { value: "per_agent", label: words.perAgent },
                { value: "share", label: words.share },
              ]}
            />
            <InputNumber
              aria-label={words.size}
              min={1}
              max={MOST[by]}
              precision={0}
              value={size}
              onChange={(value) => setSize(value ?? 1)}
            />
          </div>
        </Form.Item>
      </Form>
      <ProblemAlert error={drawing.error} />
    </Modal>
  );
}
