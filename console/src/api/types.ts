/** The API's shapes by the names that the console uses; `schema.d.ts` is made from the API itself (npm run schema). */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type User = Schemas["Me"];
export type Session = Schemas["SessionBody"];
export type AgentStatus = Schemas["Presence"];
export type AgentState = AgentStatus["state"];
/** What an agent may choose; the call itself brings about the others. */
export type ChosenState = Schemas["PresenceChoice"]["state"];
export type PhoneCredential = Schemas["PhoneBody"];

export type CategoryRef = Schemas["CategoryRef"];
export type Advice = Schemas["AdviceBody"];
export type Evidence = Schemas["Reason"];
export type Assist = Schemas["AssistBody"];
export type AssistQuestion = Schemas["AssistQuestion"];
export type ElementName = Schemas["Missing"]["name"];

export type CallSummary = Schemas["CallSummary"];
export type Call = Schemas["CallBody"];
export type RecordingRef = Schemas["RecordingBody"];
export type Speaker = Schemas["SegmentBody"]["speaker"];
/** A stretch of speech; a partial one has no number yet. */
export type Segment = Omit<Schemas["SegmentBody"], "id"> & { id: number | null };

export type OrderSummary = Schemas["OrderSummary"];
export type Order = Schemas["OrderBody"];
export type DueColour = OrderSummary["due_colour"];
export type VerbState = Schemas["VerbState"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type OrderFields = Omit<Schemas["DraftEdit"], "version">;
export type VerbFields = Omit<Schemas["VerbRequest"], "version">;
export type PersonalField = Schemas["RevealRequest"]["fields"][number];

export type UnitCounts = Schemas["UnitCounts"];
export type UnitItem = Schemas["UnitItem"];
export type CallbackItem = Schemas["CallbackItem"];
export type CallbackTask = Schemas["CallbackBody"];
export type AttemptRequest = Schemas["AttemptRequest"];
export type Inspection = Schemas["InspectionItem"];
export type InspectionState = Inspection["state"];
export type WholeInspection = Schemas["InspectionBody"];
export type ScoreItem = Schemas["ItemBody"];
export type QualityDraw = Schemas["DrawBody"];
export type DrawRequest = Schemas["DrawRequest"];
export type SimilarOrder = Schemas["SimilarOrder"];

export type Workflow = Schemas["Workflow"];
export type WorkflowVerb = Schemas["VerbBody"];
export type WorkflowField = Schemas["FieldBody"];

export type DeskCounts = Schemas["DeskCounts"];
export type QueueItem = Schemas["QueueItem"];
export type DeskOrder = Schemas["DeskOrder"];
export type DeskRequest = Schemas["RequestBody"];
export type DutyText = Schemas["DutyText"];
export type Candidate = Schemas["CandidateBody"];
export type Suggestion = Schemas["SuggestionBody"];
export type HotAlert = Schemas["AlertBody"];
export type HotIssue = Schemas["HotIssueBody"];
export type ChannelHealth = Schemas["ChannelBody"];
export type InboxRow = Schemas["MessageRow"];
export type MessageClear = Schemas["MessageClear"];
export type OrderSource = Schemas["SourceRow"];
export type ChannelAlarm = Schemas["AlarmRow"];
export type ReconciliationReport = Schemas["ReportRow"];
export type ReconciliationDifference = Schemas["DifferenceRow"];
export type Report = Schemas["ReportBody"];
export type ReportForm = Schemas["FormBody"];
export type ReportPlanRequest = Schemas["PlanRequest"];
export type NewReport = Schemas["NewReport"];
export type Webhook = Schemas["WebhookBody"];
export type WebhookRequest = Schemas["WebhookRequest"];
export type ApiClient = Schemas["ClientBody"];
export type DeliveryRow = Schemas["DeliveryRow"];

export type RoutingFigures = Schemas["RoutingFigures"];
export type ModelList = Schemas["ModelList"];
export type ModelVersion = Schemas["ModelVersion"];
export type OrderProposals = Schemas["OrderProposals"];

export type Category = Schemas["CategoryRow"];
export type Department = Schemas["DepartmentRow"];

/** What the form of an order holds; the proposal of `draft.proposed` has the same fields. */
export interface FormFields {
  title: string;
  content: string;
  request_type: Advice["request_type"];
  urgency: Advice["urgency"];
  category_code: string | null;
  lead_code: string | null;
  assist_codes: string[];
  place_text: string;
  citizen_name: string;
  is_secret: boolean;
}

export type Person = Schemas["PersonBody"];
export type NewPerson = Schemas["NewPerson"];
export type PersonChange = Schemas["PersonChange"];
export type PersonWithPassword = Schemas["PersonWithPassword"];
export type PersonAct = Schemas["PersonActBody"];
export type Place = Schemas["PlaceBody"];
export type NewPlace = Schemas["NewPlace"];
export type PlaceChange = Schemas["PlaceChange"];
export type CounterDemand = Schemas["CounterDemand"];
export type CounterReceipt = Schemas["CounterReceipt"];

export type FigureDefinition = Schemas["MetricBody"];
export type FigureDimension = Schemas["DimensionBody"]["key"];
export type FigureUnit = FigureDefinition["unit"];
export type Better = FigureDefinition["better"];
export type Figures = Schemas["Figures"];
export type FigureRow = Figures["rows"][number];
export type FigureValue = Schemas["ValueBody"];
export type FigureSubject = Schemas["SubjectRow"];
export type Wallboard = Schemas["Wallboard"];
